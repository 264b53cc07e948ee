import JSON
import RetailCore

extension CodeVectors {
    static func elementString(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let elements = try elements(&given)
        let written: ElementString
        do throws(CodeProblem) { written = try ElementString(elements) } catch { throw refused(error) }
        return JSONWriter.object {
            $0.member("text", written.text)
            $0.member("bracketed", written.bracketed)
        }
    }

    static func digitalLink(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let elements = try elements(&given)
        let stem: String? = try given.optional("stem")
        let link: DigitalLink
        do throws(CodeProblem) { link = try DigitalLink(elements) } catch { throw refused(error) }
        return JSONWriter.object { $0.member("uri", stem.map { link.uri(stem: $0) } ?? link.uri()) }
    }

    private static func elements(_ given: inout Fields) throws(Fault) -> [CodeElement] {
        let today: Day = try given.required("today")
        var elements: [CodeElement] = []
        for var element in try given.objects("elements") {
            let digits: String = try element.required("ai")
            guard let identifier = ApplicationIdentifier(digits) else {
                throw Fault.field("ai", "unknown-value", "There is no such application identifier.")
            }
            let data: String = try element.required("data")
            try element.finish()
            do throws(CodeProblem) { elements.append(try CodeElement(identifier, data, today: today)) } catch {
                throw refused(error)
            }
        }
        return elements
    }
}
