import JSON
import Testing
import Web

@Suite struct APIReferenceTests {
    @Test func isWhatItWas() {
        let text = APIReference.markdown(title: "Toys", intro: "All of them.", endpoints: Toy.endpoints)
        #expect(text == golden)
    }

    @Test func hasATableOfCodes() {
        let text = APIReference.markdown(title: "Toys", intro: "", endpoints: [], problems: Toy.problems)
        #expect(text.contains("- [Errors](#errors)\n"))
        #expect(text.contains("### Of those that take a body\n\n| code | status | what it means | what to do |\n|---|---|---|---|\n"))
        #expect(text.contains("| `ball.bad` | 400 | It is no ball. | Look again. |\n"))
        #expect(text.contains("| `ball.unknown` | 404, 422 | It never was. | Look it up. |\n"))
    }

    @Test func describesTheSocket() {
        let live = LiveReference(
            path: "/v1/live", subprotocol: "toys.v1", sends: [("hello", Toy.Colour.schema, "First.")],
            receives: [("ball", Toy.Ball.schema, "")],
            closeCodes: [(4500, "revoked", "Don't come back.")])
        let text = APIReference.markdown(title: "Toys", intro: "", endpoints: [], live: live)
        #expect(text.contains("- [Live socket](#live-socket)\n"))
        #expect(text.contains("### The client sends `hello`\n\nFirst.\n\nColour\n\n| name |"))
        #expect(text.contains("### The client receives `ball`\n\nBall\n\n| name |"))
        #expect(text.contains("| 4500 | `revoked` | Don't come back. |\n"))
        #expect(text.contains("## Types\n\n### Colour"))
    }

    private let golden = """
        # Toys

        All of them.

        - [System](#system)
          - [`GET /v1/health`](#get-v1health): Says that it lives
          - [`PUT /v1/import`](#put-v1import): Takes a file
        - [Balls](#balls)
          - [`GET /v1/balls/{ball_id}`](#get-v1ballsball_id): One ball
          - [`POST /v1/balls/{ball_id}`](#post-v1ballsball_id): Changes a ball.
        - [Types](#types)

        ## System

        ### `GET /v1/health`

        Says that it lives.

        Access: public.

        Answer 200: no content.

        ### `PUT /v1/import`

        Takes a file.

        Access: `ball.edit`.

        Body: `text/csv`.

        Answer 200 `text/csv`, its columns: `size` (Large.), `cost`.

        ## Balls

        ### `GET /v1/balls/{ball_id}`

        One ball.

        Access: `ball.view`.

        Query:

        | name | type | required | |
        |---|---|---|---|
        | `depth` | integer, 1 to 5 |  | How deep. |
        | `all` | true or false | yes |  |

        Headers:

        | name | type | required | |
        |---|---|---|---|
        | `If-None-Match` | text, 0–32768 |  | The ETag that is known: 304 where it still stands. |

        Answer 200: Ball

        | name | type | required | |
        |---|---|---|---|
        | `colours` | list (1–3) of [Colour](#colour) | yes |  |
        | `size` | integer, 1 to 9 |  | Small \\| large. |

        Faults: `ball.unknown`, `ball.lost`.

        ### `POST /v1/balls/{ball_id}`

        Changes a ball.

        Access: `ball.edit`.

        Headers:

        | name | type | required | |
        |---|---|---|---|
        | `If-Match` | version | yes | The row version that was read, in quotes: `"17"`. |
        | `Idempotency-Key` | text, 1–255 |  | The same key again, from the same caller, gives the stored answer. \
        A UUID is the operation's id; any other word is the caller's own. |

        Body: Ball

        | name | type | required | |
        |---|---|---|---|
        | `colours` | list (1–3) of [Colour](#colour) | yes |  |
        | `size` | integer, 1 to 9 |  | Small \\| large. |

        Answer 201: Colour

        | name | type | required | |
        |---|---|---|---|
        | `name` | text, 1–20 | yes | As people say it. |

        ## Types

        ### Colour

        | name | type | required | |
        |---|---|---|---|
        | `name` | text, 1–20 | yes | As people say it. |

        """
}
