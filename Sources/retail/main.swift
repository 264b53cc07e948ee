print("retail")
