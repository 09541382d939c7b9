package store_test

const envChild = "CUEDROP_TEST_STORE_CHILD" // workspace folder

func changeForEver(string) error { return nil }
