module github.com/vsrsim/vsrsim

go 1.26

require (
	github.com/go-json-experiment/json v1.27.2
	github.com/tidwall/btree v1.8.2
)
