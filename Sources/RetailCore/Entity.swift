/// What the ids of the system identify. Empty types: they exist for the compiler only, in one namespace, since an app has types of these names of
/// its own.
public enum Entity {
    /// A chain of shops.
    public enum Tenant {}
    /// A shop.
    public enum Store {}
    /// A till's place in a shop, with receipt numbers of its own.
    public enum Register {}
    /// What is enrolled for a register.
    public enum Device {}
    /// Somebody who works for the chain.
    public enum Staff {}
    /// What somebody may do.
    public enum Role {}
    /// What is sold.
    public enum Product {}
    /// A group of products.
    public enum Category {}
    /// Products that are taxed alike.
    public enum TaxClass {}
    /// A product's price from a day on.
    public enum Price {}
    /// Goods of one make with one expiry.
    public enum Batch {}
    /// Somebody who buys and is known.
    public enum Customer {}
    /// A sale, refund or void.
    public enum Sale {}
    /// The history that a chain follows.
    public enum Epoch {}
    /// A change, under the id that its client gave it.
    public enum Operation {}
    /// Somebody's or some device's log-in.
    public enum Session {}
    /// What another program logs in with.
    public enum APIKey {}
    /// A chain of the audit trail.
    public enum AuditChain {}
}

/// A chain of shops.
public typealias TenantID = ID<Entity.Tenant>
/// A shop.
public typealias StoreID = ID<Entity.Store>
/// A till's place in a shop.
public typealias RegisterID = ID<Entity.Register>
/// What is enrolled for a register; its receipt numbers are a series.
public typealias DeviceID = ID<Entity.Device>
/// Somebody who works for the chain.
public typealias StaffID = ID<Entity.Staff>
/// What somebody may do.
public typealias RoleID = ID<Entity.Role>
/// What is sold.
public typealias ProductID = ID<Entity.Product>
/// A group of products.
public typealias CategoryID = ID<Entity.Category>
/// Products that are taxed alike.
public typealias TaxClassID = ID<Entity.TaxClass>
/// A product's price.
public typealias PriceID = ID<Entity.Price>
/// Goods of one make with one expiry.
public typealias BatchID = ID<Entity.Batch>
/// Somebody who buys and is known; pseudonymous.
public typealias CustomerID = ID<Entity.Customer>
/// A sale, refund or void.
public typealias SaleID = ID<Entity.Sale>
/// The history that a chain follows.
public typealias EpochID = ID<Entity.Epoch>
/// The id a client gave an operation: the key of its only effect.
public typealias OperationID = ID<Entity.Operation>
/// A log-in.
public typealias SessionID = ID<Entity.Session>
/// What another program logs in with.
public typealias APIKeyID = ID<Entity.APIKey>
/// A chain of the audit trail.
public typealias AuditChainID = ID<Entity.AuditChain>
