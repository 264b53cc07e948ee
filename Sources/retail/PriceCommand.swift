import ArgumentParser
import Explain
import JSON
import RetailCore
import TradeJSON

struct PriceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "price", abstract: "Say what a cart costs, with every price, discount and tax explained.",
        discussion: """
            CART.json holds what a till knows: the cart, where and when it is bought, price lists, promotions, tax rules and payments, all but the first two
            optional. docs/examples/cart.json is one; --fields lists every field. Amounts are minor units (cents), quantities thousandths.

            Needs no server and no database: tills and the server compute with the same code. The status is 1 where the cart can't be priced.
            """)

    @Argument(help: ArgumentHelp("The cart; - reads it from standard input.", valueName: "CART.json")) var file: String?
    @Flag(help: "Print the result as JSON.") var json = false
    @Flag(help: "List the fields of the file instead.") var fields = false
    @Option(help: "How wide the explanation may be, 40 to 200.") var columns = 80

    func validate() throws {
        if file == nil, !fields { throw ValidationError("Give a cart, or - to read it from standard input.") }
        if file != nil, fields { throw ValidationError("--fields lists what any cart may hold: it takes none.") }
        if !CheckoutExplanation.columns.contains(columns) { throw ValidationError("--columns takes 40 to 200.") }
    }

    func run() throws {
        if fields { return FieldReference(CheckoutRequest.schema).lines.forEach { print($0) } }
        let request = try CheckoutRequest.read(JSONDocument(InputFile.read(file ?? "-")).root)
        let result = try request.result()
        if json {
            var writer = JSONWriter()
            writer.object { result.members(&$0) }
            print(String(decoding: writer.bytes, as: UTF8.self))
        } else {
            try CheckoutExplanation(request, result, columns: columns).lines.forEach { print($0) }
        }
    }
}
