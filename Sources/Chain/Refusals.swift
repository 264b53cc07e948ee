package import Operations
import RetailCore

extension Refusal {
    package static let storeUnknown = Refusal(
        "store.unknown", .unprocessable, or: .missing, "There is no such store.", do: "Look the store up.")
    static let storeChanged = Refusal(
        "store.changed", .stale, "Somebody else changed the store first; `current` has the row.",
        do: "Show it, edit again with its version.")
    package static let storeExists = Refusal("store.exists", .conflict, "There is a store with this id.", do: "Use another id.")
    package static let storeCodeTaken = Refusal("store.code-taken", .conflict, "Another store has this code.", do: "Choose another.")
    package static let storeUnknownTimeZone = Refusal(
        "store.unknown-time-zone", .unprocessable, "No time zone is known by this name.", do: "Use an IANA name.")
    package static let registerUnknown = Refusal(
        "register.unknown", .unprocessable, "The store has no such register.", do: "Look the register up.")
    package static let registerExists = Refusal("register.exists", .conflict, "There is a register with this id.", do: "Use another id.")
    package static let registerCodeTaken = Refusal(
        "register.code-taken", .conflict, "Another register of the store has this code.", do: "Choose another.")
    package static let staffUnknown = Refusal(
        "staff.unknown", .missing, or: .unprocessable, "There is no such person, or they don't work in the store.",
        do: "Look the person up.")
    package static let staffNotYourself = Refusal(
        "staff.not-yourself", .unprocessable, "Whoever sells by request sells in their own name.", do: "Leave `staff_id` out.")
}
