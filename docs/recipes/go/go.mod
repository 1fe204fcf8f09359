module example.com/second-api

go 1.19
