import RetailCore
import Synchronization

/// What a node remembers of a chain between batches; it holds in one history only.
final class ChainMemory: Sendable {
    let catalog = CatalogCache()
    private let known = Mutex<(epoch: ID<Epoch>, streams: Set<String>)>((.none, []))

    /// Streams that are there.
    func streams(in epoch: ID<Epoch>) -> Set<String> { known.withLock { $0.epoch == epoch ? $0.streams : [] } }

    func remember(streams: some Sequence<String>, in epoch: ID<Epoch>) {
        known.withLock { known in
            if known.epoch != epoch { known = (epoch, []) }
            known.streams.formUnion(streams)
        }
    }
}
