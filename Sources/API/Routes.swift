import Access
import Catalog
import Chain
import Customers
package import Door
import Operations
import Sales
import Stock
package import Web

extension Services {
    /// Every endpoint, in the order of the document.
    package var endpoints: [Endpoint] {
        authEndpoints + staffEndpoints + deviceEndpoints + catalogEndpoints + customerEndpoints + stockEndpoints + saleEndpoints
            + syncEndpoints + reportEndpoints
            + auditEndpoints
    }

    /// Every operation that can be pushed. Those that people alone may do are here too: the grant decides, not the door they came by.
    package static let operationTypes = OperationTypes([
        CompleteSale.self, RefundSale.self, ReceiveStock.self, AdjustStock.self, CreateProducts.self, UpdateProduct.self, SetPrice.self,
        CreateCategories.self,
        CreateTaxClass.self, CreateCustomers.self, CreateStore.self, CreateRegister.self, PutRole.self, RevokeDevice.self,
    ])
}
