package import RetailCore

/// What enrolment gave a device.
package struct TillIdentity: Sendable {
    package var device: ID<Device>
    package var token: Secret<String>
    package var epoch: ID<Epoch>
    /// The names of the streams it may follow.
    package var streams: [String]

    package init(device: ID<Device>, token: Secret<String>, epoch: ID<Epoch>, streams: [String]) {
        (self.device, self.token, self.epoch, self.streams) = (device, token, epoch, streams)
    }
}
