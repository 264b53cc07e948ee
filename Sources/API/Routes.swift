package import Web

extension Services {
    /// Every endpoint, in the order of the document.
    package var endpoints: [Endpoint] {
        authEndpoints + sessionEndpoints + passwordEndpoints + staffEndpoints + roleEndpoints + deviceEndpoints + keyEndpoints
            + catalogEndpoints + customerEndpoints + stockEndpoints + saleEndpoints
            + syncEndpoints + reportEndpoints
            + auditEndpoints
    }
}
