package test

import (
	"os"
	"regexp"

	"github.com/nats-io/nats-server/v2/server"
)

var DefaultTestOptions = server.Options{Host: "127.0.0.1", Port: 4222, NoLog: true, NoSigs: true, MaxControlLine: 4096}

func RunDefaultServer() *server.Server { return RunServer(&DefaultTestOptions) }

func RunServer(o *server.Options) *server.Server {
	if o == nil {
		o = &DefaultTestOptions
	}
	return server.Start(o, "")
}

// RunServerWithConfig returns what tests read of the options: host, port, user and the TLS files.
func RunServerWithConfig(path string) (*server.Server, *server.Options) {
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	value := func(key string) string {
		found := regexp.MustCompile(`(?m)^\s*` + key + `:\s*"?([^\s"]+)"?\s*$`).FindSubmatch(data)
		if found == nil {
			return ""
		}
		return string(found[1])
	}
	o := &server.Options{Host: value("host"), Username: value("user"), Password: value("password")}
	if cert := value("cert_file"); cert != "" {
		o.TLSConfig, _ = server.GenTLSConfig(&server.TLSConfigOpts{CertFile: cert, KeyFile: value("key_file"), CaFile: value("ca_file")})
	}
	return server.Start(o, path), o
}
