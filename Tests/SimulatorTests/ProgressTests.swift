import RetailCore
import Testing

@testable import Simulator

@Suite struct ProgressTests {
    @Test func tellsHowFarAndHowFast() {
        var snapshot = ImportSnapshot()
        snapshot.phase = .selling
        (snapshot.storesDone, snapshot.storesTotal, snapshot.salesDone, snapshot.salesTotal) = (120, 457, 77_924, 155_848)
        (snapshot.salesSent, snapshot.sellingSeconds) = (60_000, 20)
        #expect(
            ProgressLine.text(snapshot, nowPerSecond: 3120, barWidth: 10)
                == "selling [#####     ] 120/457 stores, 77,924/155,848 sales, 3,120/s now, 3,000/s mean, 26 s left")
    }

    @Test func otherPhasesCountInPerCent() {
        var snapshot = ImportSnapshot()
        (snapshot.phase, snapshot.fraction) = (.checkingTills, 0.506)
        #expect(ProgressLine.text(snapshot, nowPerSecond: nil, barWidth: 0) == "checking the tills 50 %")
    }

    @Test func figuresAreReadable() {
        #expect(1_469_307.grouped == "1,469,307")
        #expect((-12).grouped == "-12")
        #expect(Int64(459_603_958).asAmount == "4,596,039.58")
        #expect(Int64(-5).asAmount == "-0.05")
    }

    @Test func theHostIsToldApartFromTheURL() {
        func host(_ url: String) -> String { ImportSettings(folder: "", url: url, tenant: "", username: "", password: Secret("")).host }
        #expect(host("https://shop.example:8443/") == "shop.example:8443")
        #expect(host("http://localhost:8080") == "localhost:8080")
    }
}
