import Door
import Web

extension Call {
    var origin: Origin { Origin(requestID: requestID, address: remoteAddress) }
}

extension Socket {
    var origin: Origin { Origin(requestID: requestID, address: remoteAddress) }
}
