import RetailCore
import Testing

@testable import Cluster

@Suite struct DiskSpaceTests {
    @Test func whatHasNoRoomSaysSo() {
        let words = #"FATAL:  could not write lock file "postmaster.pid": No space left on device"#
        let fault = DiskSpace.fault("PostgreSQL did not start", words, folder: "/")
        #expect(fault?.code == "cluster.full" && fault?.detail.contains("no space left") == true && fault?.diagnosis == words)
        #expect(systemFault("can't write x", 28).code == "cluster.full")
        #expect(systemFault("can't write x", 13).code == "cluster.system")
    }

    @Test func othersHaveReasonsOfTheirOwn() {
        #expect(DiskSpace.fault("PostgreSQL did not start", "FATAL:  data directory has wrong ownership", folder: "/nowhere") == nil)
    }
}
