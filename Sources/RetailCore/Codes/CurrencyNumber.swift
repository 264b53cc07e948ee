/// The three-digit numbers of ISO 4217, as GS1 codes carry them (AI 391n, 393n).
extension Currency {
    /// nil unless `number` is that of a currency of the list or of a known one that was withdrawn. Where a new one took over an old one's number
    /// (532), it is the new one.
    public init?(number: Int) {
        guard Self.byNumber.indices.contains(number), let currency = Self.byNumber[number] else { return nil }
        self = currency
    }

    /// 978 for `EUR`.
    public var number: Int { Self.byCurrency[self] ?? 0 }

    private static let pairs = (withdrawnNumbers + " " + numbers).split(whereSeparator: \.isWhitespace).compactMap { entry in
        Int(entry.suffix(3)).flatMap { number in Currency(code: entry.prefix(3)).map { (currency: $0, number: number) } }
    }

    private static let byCurrency = Dictionary(uniqueKeysWithValues: pairs.map { ($0.currency, $0.number) })

    private static let byNumber: [Currency?] = {
        var table = [Currency?](repeating: nil, count: 1000)
        for pair in pairs { table[pair.number] = pair.currency }
        return table
    }()

    /// Every currency there is, with its number. Source: ISO 4217 list one as of 2026.
    static let numbers = """
        AED784 AFN971 ALL008 AMD051 AOA973 ARS032 AUD036 AWG533 AZN944 BAM977 BBD052 BDT050 BHD048 BIF108 BMD060 BND096 BOB068 BOV984
        BRL986 BSD044 BTN064 BWP072 BYN933 BZD084 CAD124 CDF976 CHE947 CHF756 CHW948 CLF990 CLP152 CNY156 COP170 COU970 CRC188 CUP192
        CVE132 CZK203 DJF262 DKK208 DOP214 DZD012 EGP818 ERN232 ETB230 EUR978 FJD242 FKP238 GBP826 GEL981 GHS936 GIP292 GMD270 GNF324
        GTQ320 GYD328 HKD344 HNL340 HTG332 HUF348 IDR360 ILS376 INR356 IQD368 IRR364 ISK352 JMD388 JOD400 JPY392 KES404 KGS417 KHR116
        KMF174 KPW408 KRW410 KWD414 KYD136 KZT398 LAK418 LBP422 LKR144 LRD430 LSL426 LYD434 MAD504 MDL498 MGA969 MKD807 MMK104 MNT496
        MOP446 MRU929 MUR480 MVR462 MWK454 MXN484 MXV979 MYR458 MZN943 NAD516 NGN566 NIO558 NOK578 NPR524 NZD554 OMR512 PAB590 PEN604
        PGK598 PHP608 PKR586 PLN985 PYG600 QAR634 RON946 RSD941 RUB643 RWF646 SAR682 SBD090 SCR690 SDG938 SEK752 SGD702 SHP654 SLE925
        SOS706 SRD968 SSP728 STN930 SVC222 SYP760 SZL748 THB764 TJS972 TMT934 TND788 TOP776 TRY949 TTD780 TWD901 TZS834 UAH980 UGX800
        USD840 USN997 UYI940 UYU858 UYW927 UZS860 VED926 VES928 VND704 VUV548 WST882 XAD396 XAF950 XAG961 XAU959 XBA955 XBB956 XBC957
        XBD958 XCD951 XCG532 XDR960 XOF952 XPD964 XPF953 XPT962 XSU994 XTS963 XUA965 XXX999 YER886 ZAR710 ZMW967 ZWG924
        """

    /// What the euro took the place of, and what has left the list since 2015. Source: ISO 4217 list three.
    static let withdrawnNumbers = """
        ATS040 BEF056 BGN975 CYP196 DEM276 EEK233 ESP724 FIM246 FRF250 GRD300 HRK191 IEP372 ITL380 LTL440 LUF442 LVL428 MTL470 NLG528
        PTE620 SIT705 SKK703
        ANG532 BYR974 CUC931 MRO478 SLL694 STD678 VEF937 ZWL932
        """
}
