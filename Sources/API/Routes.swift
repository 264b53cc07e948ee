import Access
import Catalog
import Chain
import Customers
package import Door
package import Operations
import Sales
import Stock
package import Web

extension Services {
    /// Every endpoint, in the order of the document.
    package var endpoints: [Endpoint] {
        authEndpoints + sessionEndpoints + passwordEndpoints + staffEndpoints + roleEndpoints + deviceEndpoints + keyEndpoints
            + catalogEndpoints + customerEndpoints + stockEndpoints + saleEndpoints
            + syncEndpoints + reportEndpoints
            + auditEndpoints
    }

    /// Every operation that can be pushed. Those that people alone may do are here too: the grant decides, not the door they came by.
    package static let pushed: [any Operation.Type] = [
        CompleteSale.self, RefundSale.self, ReceiveStock.self, AdjustStock.self, CreateProducts.self, UpdateProduct.self, SetPrice.self,
        CreateCategories.self,
        CreateTaxClass.self, CreateCustomers.self, CreateStore.self, CreateRegister.self, PutRole.self, RevokeDevice.self,
    ]

    package static let operationTypes = OperationTypes(pushed)

    /// Every operation there is: also those that come by request alone, for the server prepares a secret for them.
    package static let operations: [any Operation.Type] =
        pushed + [
            CreateStaff.self, UpdateStaff.self, DismissStaff.self, RehireStaff.self, ResetPassword.self, ChangePassword.self,
            CreateKey.self,
            RevokeKey.self, CreateEnrolmentCode.self, EndEnrolmentCode.self,
        ]
}
