// What the rest of the package calls the entities: `ID<Product>`. A public declaration can't use these; it says `ProductID`.
package typealias Tenant = Entity.Tenant
package typealias Store = Entity.Store
package typealias Register = Entity.Register
package typealias Device = Entity.Device
package typealias Staff = Entity.Staff
package typealias Role = Entity.Role
package typealias Product = Entity.Product
package typealias Category = Entity.Category
package typealias TaxClass = Entity.TaxClass
package typealias Price = Entity.Price
package typealias Batch = Entity.Batch
package typealias Customer = Entity.Customer
package typealias Sale = Entity.Sale
package typealias Epoch = Entity.Epoch
package typealias Session = Entity.Session
package typealias APIKey = Entity.APIKey
package typealias AuditChain = Entity.AuditChain
