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
            "access.wrong-password", .forbidden, "This is not the present password; after five tries the session ends.",
            do: "Ask the person again."),
        ProblemCode("session.unknown", .missing, "There is no such session, or it has ended.", do: "List the sessions again."),
    ]

    /// What endpoints are refused for besides their operations.
    static let besides: [ProblemCode] = [
        ProblemCode("barcode.unknown", .missing, "No product has this code.", do: "Take the product in, or scan again."),
        ProblemCode(
            "staff.reset-gone", .conflict, "The reset was used or replaced, or its token can't be shown again.", do: "Reset again."),
        ProblemCode("api-key.secret-gone", .conflict, "The key's token can't be shown again.", do: "Revoke the key and make another."),
        ProblemCode(
            "device.code-invalid", .unauthenticated, "The enrolment code is unknown, was used or has expired.", do: "Have another one made."
        ),
        ProblemCode("device.code-gone", .conflict, "The code can't be shown again.", do: "End it and make another."),
    ]
}
