import Chain
import Sales

typealias Sell = CompleteSale
typealias Open = CreateStore
typealias AddRegister = CreateRegister
