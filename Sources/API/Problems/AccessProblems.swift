import RetailCore
import Web

extension Problems {
    /// Who may come in, and what they may do.
    static let access: [ProblemCode] = [
        ProblemCode(
            "access.token-missing", .unauthenticated, "No token was sent.", do: "Log in; send `Authorization: Bearer …`.", .withToken),
        ProblemCode(
            "access.token-invalid", .unauthenticated, "The token is unknown, has expired or was revoked.",
            do: "Refresh or log in. A till keeps its outbox, and is enrolled anew if that does not help.", .withToken),
        ProblemCode("access.forbidden", .forbidden, "A permission is missing.", do: "Ask somebody who has it.", .withToken),
        ProblemCode(
            "access.store-scope", .forbidden, "It concerns a store, or the chain, where the caller may not act.",
            do: "Ask somebody who may.", .withToken),
        ProblemCode(
            "tenant.suspended", .forbidden, "The chain is suspended.", do: "Ask the operator; keep what is not sent yet.", .withDatabase),
        ProblemCode(
            "access.wrong-credentials", .unauthenticated, "Chain, user name and password do not fit together.", do: "Ask the person again."),
        ProblemCode("access.locked", .tooMany, "Too many wrong passwords.", do: "Wait."),
        ProblemCode("access.too-many-tries", .tooMany, "Too many wrong codes or tokens from this address.", do: "Wait."),
        ProblemCode("access.busy", .unavailable, "Too many passwords are being checked.", do: "Wait."),
        ProblemCode(
            "access.refresh-invalid", .unauthenticated, "The refresh token is unknown, has expired, or its session has ended.",
            do: "Log in."),
        ProblemCode(
            "access.refresh-reused", .unauthenticated, "The refresh token was used before: somebody has a copy. The session has ended.",
            do: "Log in; look who it was."),
        ProblemCode(
            "access.reset-invalid", .unauthenticated, "The reset token is unknown, was used or replaced, or has expired.",
            do: "Have the password reset again."),
        ProblemCode(
            "access.wrong-password", .forbidden, "This is not the present password; after five tries the session ends.",
            do: "Ask the person again."),
        ProblemCode("access.password-changed", .conflict, "The password was changed meanwhile.", do: "Log in."),
        ProblemCode("session.unknown", .missing, "There is no such session, or it has ended.", do: "List the sessions again."),
    ]

    /// People, roles, keys and devices.
    static let people: [ProblemCode] = [
        ProblemCode(
            "staff.unknown", .missing, or: .unprocessable, "There is no such person, or they don't work in the store.",
            do: "Look the person up."),
        ProblemCode("staff.exists", .conflict, "There is somebody with this id.", do: "Use another id."),
        ProblemCode("staff.username-taken", .conflict, "Somebody has this user name.", do: "Choose another."),
        ProblemCode("staff.unknown-role", .unprocessable, "There is no such role, or it can't be given here.", do: "List the roles."),
        ProblemCode(
            "staff.changed", .stale, "Somebody else changed the person first; `current` has the row.",
            do: "Show it, edit again with its version."),
        ProblemCode("staff.dismissed", .conflict, "The person was dismissed.", do: "Rehire first."),
        ProblemCode("staff.last-owner", .conflict, "A chain keeps an active owner.", do: "Make another owner first."),
        ProblemCode("staff.not-yourself", .unprocessable, "Whoever sells by request sells in their own name.", do: "Leave `staff_id` out."),
        ProblemCode(
            "staff.reset-gone", .conflict, "The reset was used or replaced, or its token can't be shown again.", do: "Reset again."),
        ProblemCode("role.is-builtin", .conflict, "The role is built in and can't be changed.", do: "Make one of another name."),
        ProblemCode("api-key.unknown", .missing, "There is no such key.", do: "List the keys."),
        ProblemCode("api-key.name-taken", .conflict, "There is a key of this name.", do: "Choose another."),
        ProblemCode("api-key.secret-gone", .conflict, "The key's token can't be shown again.", do: "Revoke the key and make another."),
        ProblemCode("device.unknown", .missing, "There is no such device.", do: "List the devices."),
        ProblemCode(
            "device.code-invalid", .unauthenticated, "The enrolment code is unknown, was used or has expired.", do: "Have another one made."
        ),
        ProblemCode("device.code-unknown", .missing, "There is no code for such a device.", do: "List the codes."),
        ProblemCode("device.code-used", .conflict, "The code was used.", do: "Revoke the device instead."),
        ProblemCode("device.code-gone", .conflict, "The code can't be shown again.", do: "End it and make another."),
    ]
}
