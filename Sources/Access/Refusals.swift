package import Operations
import RetailCore

extension Refusal {
    package static let accessResetInvalid = Refusal(
        "access.reset-invalid", .unauthenticated, "The reset token is unknown, was used or replaced, or has expired.",
        do: "Have the password reset again.")
    package static let accessPasswordChanged = Refusal(
        "access.password-changed", .conflict, "The password was changed meanwhile.", do: "Log in.")
    package static let staffExists = Refusal("staff.exists", .conflict, "There is somebody with this id.", do: "Use another id.")
    package static let staffUsernameTaken = Refusal(
        "staff.username-taken", .conflict, "Somebody has this user name.", do: "Choose another.")
    package static let staffUnknownRole = Refusal(
        "staff.unknown-role", .unprocessable, "There is no such role, or it can't be given here.", do: "List the roles.")
    package static let staffChanged = Refusal(
        "staff.changed", .stale, "Somebody else changed the person first; `current` has the row.",
        do: "Show it, edit again with its version.")
    package static let staffDismissed = Refusal("staff.dismissed", .conflict, "The person was dismissed.", do: "Rehire first.")
    package static let staffLastOwner = Refusal(
        "staff.last-owner", .conflict, "A chain keeps an active owner.", do: "Make another owner first.")
    package static let roleIsBuiltin = Refusal(
        "role.is-builtin", .conflict, "The role is built in and can't be changed.", do: "Make one of another name.")
    package static let apiKeyUnknown = Refusal("api-key.unknown", .missing, "There is no such key.", do: "List the keys.")
    package static let apiKeyNameTaken = Refusal("api-key.name-taken", .conflict, "There is a key of this name.", do: "Choose another.")
    package static let deviceUnknown = Refusal("device.unknown", .missing, "There is no such device.", do: "List the devices.")
    package static let deviceCodeUnknown = Refusal(
        "device.code-unknown", .missing, "There is no code for such a device.", do: "List the codes.")
    package static let deviceCodeUsed = Refusal("device.code-used", .conflict, "The code was used.", do: "Revoke the device instead.")
}
