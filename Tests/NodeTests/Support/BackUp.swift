import Cluster
import TestSupport

/// A back-up as a copy of the data folder: of a cluster that does not run.
extension ScratchPostgres {
    func keepCopy() { Processes.run("/bin/cp", ["-a", data, folder + "/copy"]) }

    /// What was written since is gone.
    func restoreCopy() {
        Processes.run("/bin/rm", ["-rf", data])
        Processes.run("/bin/cp", ["-a", folder + "/copy", data])
    }
}
