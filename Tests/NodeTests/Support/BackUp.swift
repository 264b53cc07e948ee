/// A back-up as a copy of the data folder: of a cluster that does not run.
extension PrivateCluster {
    func keepCopy() { Processes.run("/bin/cp", ["-a", folder + "/data", folder + "/copy"]) }

    /// What was written since is gone.
    func restoreCopy() {
        Processes.run("/bin/rm", ["-rf", folder + "/data"])
        Processes.run("/bin/cp", ["-a", folder + "/copy", folder + "/data"])
    }
}
