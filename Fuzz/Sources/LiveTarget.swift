import Access
import Catalog
import Chain
import Customers
import JSON
import Operations
import RetailCore
import Sales
import Stock
import SyncProtocol

/// A message of the live socket, with the operations of a push read as what they say they are; what could be read is written and read as the same.
enum LiveTarget {
    private static let operations: [any Operation.Type] = [
        CompleteSale.self, RefundSale.self, ReceiveStock.self, AdjustStock.self, CreateProducts.self, UpdateProduct.self, SetPrice.self,
        CreateCategories.self, CreateTaxClass.self, CreateCustomers.self, CreateStore.self, CreateRegister.self, PutRole.self,
        RevokeDevice.self,
    ]

    static func run(_ bytes: [UInt8]) {
        guard let value = try? JSONDocument(bytes, atMost: 10_000).root else { return }
        again(Live.Hello.self, value)
        again(Live.Ack.self, value)
        again(Live.Ping.self, value)
        again(PullRequest.self, value)
        guard let push = try? Live.Push.read(value).request else { return }
        for operation in push.operations {
            for type in operations where type.name == operation.type { again(type, operation.body) }
        }
    }

    private static func again<Value: WireObject>(_ type: Value.Type, _ value: JSONValue) {
        guard let read = try? Value.read(value) else { return }
        let bytes = JSONWriter.bytes(of: read)
        guard let document = try? JSONDocument(bytes), let twice = try? Value.read(document.root) else {
            fatalError("\(Value.wireName) is not read as what it was written")
        }
        Fuzz.expect(JSONWriter.bytes(of: twice) == bytes, "\(Value.wireName) changes on its way")
    }
}
