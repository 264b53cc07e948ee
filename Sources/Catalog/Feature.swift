package import Operations

extension Feature {
    package static let catalog = Feature(
        rows: [CategoryRow.self, TaxClassRow.self, TaxRateRow.self, ProductRow.self, BarcodeRow.self, PriceRow.self],
        operations: [CreateProducts.self, UpdateProduct.self, SetPrice.self, CreateCategories.self, CreateTaxClass.self, SetTaxRate.self])
}
