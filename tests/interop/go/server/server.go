// Package server stands in for nats-server's Go package: it has the few names that the client's tests use, and every
// Server is a process of the program in NATS_TEST_SERVER_EXE ("nats-server" when unset).
package server

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const VERSION = "2.9.10"
const JSApiStreamLeaderStepDownT = "$JS.API.STREAM.LEADER.STEPDOWN.%s"

type SubjectPermission struct{ Allow, Deny []string }
type ResponsePermission struct {
	MaxMsgs int
	Expires time.Duration
}
type Permissions struct {
	Publish, Subscribe *SubjectPermission
	Response           *ResponsePermission
}
type User struct {
	Username, Password string
	Permissions        *Permissions
}
type NkeyUser struct{ Nkey string }
type ClusterOpts struct {
	Name, Host, Username, Password, Advertise, ListenStr string
	Port                                                 int
	NoAdvertise                                          bool
}
type WebsocketOpts struct {
	Host             string
	Port             int
	NoTLS            bool
	TLSConfig        *tls.Config
	Compression      bool
	HandshakeTimeout time.Duration
	NoAuthUser       string
	Token            string
	Username         string
	Password         string
	JWTCookie        string
}
type TLSConfigOpts struct {
	CertFile, KeyFile, CaFile string
	Verify, Insecure, Map     bool
	Timeout                   float64
}
type Options struct {
	Host, Username, Password, Authorization, StoreDir, ServerName, ConfigFile, LogFile, PidFile, HTTPHost, JetStreamDomain, TLSCert, TLSKey, TLSCaCert string
	Port, HTTPPort, MaxConn, MaxPingsOut                                                                                                               int
	MaxPayload, MaxControlLine                                                                                                                         int32
	MaxPending                                                                                                                                         int64
	NoLog, NoSigs, Debug, Trace, Logtime, JetStream, TLS, TLSVerify, NoHeaderSupport, DisableShortFirstPing, AllowNonTLS                               bool
	JetStreamMaxMemory, JetStreamMaxStore                                                                                                              int64
	PingInterval, LameDuckDuration, LameDuckGracePeriod, WriteDeadline                                                                                 time.Duration
	TLSConfig                                                                                                                                          *tls.Config
	TLSTimeout                                                                                                                                         float64
	Users                                                                                                                                              []*User
	Nkeys                                                                                                                                              []*NkeyUser
	Routes                                                                                                                                             []*url.URL
	RoutesStr, NoAuthUser                                                                                                                              string
	Cluster                                                                                                                                            ClusterOpts
	Websocket                                                                                                                                          WebsocketOpts
	Tags                                                                                                                                               []string
	CustomClientAuthentication                                                                                                                         interface{}
}
type JetStreamConfig struct {
	MaxMemory, MaxStore int64
	StoreDir, Domain    string
}

func RoutesFromStr(s string) []*url.URL {
	var r []*url.URL
	for _, x := range strings.Split(s, ",") {
		if u, err := url.Parse(strings.TrimSpace(x)); err == nil {
			r = append(r, u)
		}
	}
	return r
}
// The files behind the TLS configurations that tests make: the other process reads them by name.
var tlsFiles = map[*tls.Config]*TLSConfigOpts{}

func GenTLSConfig(tc *TLSConfigOpts) (*tls.Config, error) {
	made := &tls.Config{}
	tlsFiles[made] = tc
	return made, nil
}

type Server struct {
	mu    sync.Mutex
	cmd   *exec.Cmd
	done  chan struct{}
	ports ports
	opts  *Options
	dir   string
	sd    string
}
type ports struct {
	Nats, Monitoring, Cluster, Websocket []string
}

var all struct {
	sync.Mutex
	m map[*Server]bool
}

func q(s string) string { return strconv.Quote(s) }
func perm(p *SubjectPermission) string {
	b := "{"
	if len(p.Allow) > 0 {
		j, _ := json.Marshal(p.Allow)
		b += " allow: " + string(j)
	}
	if len(p.Deny) > 0 {
		j, _ := json.Marshal(p.Deny)
		b += " deny: " + string(j)
	}
	return b + " }"
}

// Conf renders the options that tests set as a config file.
func (o *Options) Conf(sd string) string {
	var b strings.Builder
	w := func(f string, a ...interface{}) { fmt.Fprintf(&b, f+"\n", a...) }
	host := o.Host
	if host == "" || host == "0.0.0.0" {
		host = "127.0.0.1"
	}
	w("host: %s", q(host))
	port := o.Port
	if port == 0 {
		port = 4222
	}
	w("port: %d", port)
	w("http: 127.0.0.1:-1")
	if o.ServerName != "" {
		w("server_name: %s", q(o.ServerName))
	}
	if len(o.Tags) > 0 {
		j, _ := json.Marshal(o.Tags)
		w("server_tags: %s", j)
	}
	if o.MaxPayload > 0 {
		w("max_payload: %d", o.MaxPayload)
	}
	if o.MaxControlLine > 0 {
		w("max_control_line: %d", o.MaxControlLine)
	}
	if o.MaxConn > 0 {
		w("max_connections: %d", o.MaxConn)
	}
	if o.MaxPingsOut > 0 {
		w("ping_max: %d", o.MaxPingsOut)
	}
	if o.PingInterval > 0 {
		w("ping_interval: %s", q(o.PingInterval.String()))
	}
	if o.WriteDeadline > 0 {
		w("write_deadline: %s", q(o.WriteDeadline.String()))
	}
	if o.LameDuckDuration >= 30*time.Second { // config files refuse less; tests that set less only stop servers with it
		w("lame_duck_duration: %s", q(o.LameDuckDuration.String()))
	}
	if o.LameDuckGracePeriod > 0 && o.LameDuckDuration >= 30*time.Second {
		w("lame_duck_grace_period: %s", q(o.LameDuckGracePeriod.String()))
	}
	if o.NoHeaderSupport {
		w("no_header_support: true")
	}
	if o.NoAuthUser != "" {
		w("no_auth_user: %s", q(o.NoAuthUser))
	}
	if o.Username != "" || o.Authorization != "" || len(o.Users) > 0 || len(o.Nkeys) > 0 {
		w("authorization {")
		if o.Authorization != "" {
			w(" token: %s", q(o.Authorization))
		}
		if o.Username != "" {
			w(" user: %s\n password: %s", q(o.Username), q(o.Password))
		}
		if len(o.Users)+len(o.Nkeys) > 0 {
			w(" users: [")
			for _, u := range o.Users {
				p := ""
				if u.Permissions != nil {
					p = ", permissions: {"
					if u.Permissions.Publish != nil {
						p += " publish: " + perm(u.Permissions.Publish) + ","
					}
					if u.Permissions.Subscribe != nil {
						p += " subscribe: " + perm(u.Permissions.Subscribe)
					}
					p += " }"
				}
				w("  { user: %s, password: %s%s }", q(u.Username), q(u.Password), p)
			}
			for _, n := range o.Nkeys {
				w("  { nkey: %s }", n.Nkey)
			}
			w(" ]")
		}
		w("}")
	}
	if o.JetStream {
		w("jetstream {\n store_dir: %s", q(sd))
		if o.JetStreamMaxMemory > 0 {
			w(" max_mem: %d", o.JetStreamMaxMemory)
		}
		if o.JetStreamMaxStore > 0 {
			w(" max_file: %d", o.JetStreamMaxStore)
		}
		if o.JetStreamDomain != "" {
			w(" domain: %s", o.JetStreamDomain)
		}
		w("}")
	}
	if o.Cluster.Port != 0 || o.Cluster.Name != "" {
		w("cluster {\n host: 127.0.0.1\n port: %d", o.Cluster.Port)
		if o.Cluster.Name != "" {
			w(" name: %s", q(o.Cluster.Name))
		}
		if len(o.Routes) > 0 {
			w(" routes: [")
			for _, r := range o.Routes {
				w("  %s", q(r.String()))
			}
			w(" ]")
		}
		w("}")
	}
	if o.Websocket.Port != 0 {
		if o.Websocket.TLSConfig != nil {
			panic("websocket TLSConfig: cannot be given to another process")
		}
		w("websocket {\n host: 127.0.0.1\n port: %d\n no_tls: true\n compression: %v\n}", o.Websocket.Port, o.Websocket.Compression)
	}
	if o.TLSConfig != nil {
		files := tlsFiles[o.TLSConfig]
		if files == nil {
			panic("a TLSConfig that no files stand behind cannot be given to another process")
		}
		w("tls {\n cert_file: %s\n key_file: %s", q(files.CertFile), q(files.KeyFile))
		if files.CaFile != "" {
			w(" ca_file: %s\n verify: %v", q(files.CaFile), files.Verify)
		}
		if o.TLSTimeout > 0 {
			w(" timeout: %g", o.TLSTimeout)
		}
		w("}")
	}
	return b.String()
}

// Start runs the chosen binary with a config file and waits for its ports file and for its port to accept.
func Start(o *Options, conf string) *Server {
	dir, err := os.MkdirTemp("", "gonats")
	if err != nil {
		panic(err)
	}
	s := &Server{opts: o, dir: dir}
	s.sd = filepath.Join(dir, "js")
	if o != nil && o.StoreDir != "" {
		s.sd = o.StoreDir
	}
	if conf == "" {
		conf = filepath.Join(dir, "srv.conf")
		if err := os.WriteFile(conf, []byte(o.Conf(s.sd)), 0600); err != nil {
			panic(err)
		}
	}
	exe := os.Getenv("NATS_TEST_SERVER_EXE")
	if exe == "" {
		exe = "nats-server"
	}
	args := append(strings.Fields(exe), "-c", conf, "--ports_file_dir", dir, "-l", filepath.Join(dir, "log"))
	s.cmd = exec.Command(args[0], args[1:]...)
	ef, _ := os.Create(filepath.Join(dir, "stderr"))
	s.cmd.Stderr = ef
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.cmd.Start(); err != nil {
		panic(err)
	}
	s.done = make(chan struct{})
	go func() { s.cmd.Wait(); close(s.done) }()
	for i := 0; i < 200; i++ {
		if m, _ := filepath.Glob(filepath.Join(dir, "*.ports")); len(m) == 1 {
			if b, err := os.ReadFile(m[0]); err == nil && json.Unmarshal(b, &s.ports) == nil && len(s.ports.Nats) > 0 {
				u, _ := url.Parse(s.ports.Nats[0])
				if c, err := net.Dial("tcp", u.Host); err == nil {
					c.Close()
					if o != nil {
						p, _ := strconv.Atoi(u.Port())
						o.Port = p
					}
					if len(s.ports.Websocket) > 0 && o != nil {
						wu, _ := url.Parse(s.ports.Websocket[0])
						o.Websocket.Port, _ = strconv.Atoi(wu.Port())
						o.Websocket.Host = wu.Hostname()
					}
					return s
				}
			}
		}
		select {
		case <-s.done:
			b, _ := os.ReadFile(filepath.Join(dir, "log"))
			e, _ := os.ReadFile(filepath.Join(dir, "stderr"))
			cb, _ := os.ReadFile(conf)
			panic("server exited: " + string(e) + string(b) + "\n" + string(cb))
		case <-time.After(25 * time.Millisecond):
		}
	}
	panic("server did not start")
}
func (s *Server) url(l []string) *url.URL {
	if len(l) == 0 {
		return &url.URL{}
	}
	u, _ := url.Parse(l[0])
	return u
}
func addr(u *url.URL) *net.TCPAddr { a, _ := net.ResolveTCPAddr("tcp", u.Host); return a }
func (s *Server) ClientURL() string {
	u := s.url(s.ports.Nats)
	if s.opts == nil {
		return strings.Replace(u.String(), "0.0.0.0", "127.0.0.1", 1)
	}
	return u.String()
}
func (s *Server) WebsocketURL() string      { return s.url(s.ports.Websocket).String() }
func (s *Server) Addr() net.Addr            { return addr(s.url(s.ports.Nats)) }
func (s *Server) ClusterAddr() *net.TCPAddr { return addr(s.url(s.ports.Cluster)) }
func (s *Server) MonitorURL() string        { return s.url(s.ports.Monitoring).String() }
func (s *Server) Shutdown() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
		return
	default:
	}
	s.cmd.Process.Signal(syscall.SIGINT)
	select {
	case <-s.done:
	case <-time.After(10 * time.Second):
		s.cmd.Process.Kill()
		<-s.done
		fmt.Fprintln(os.Stderr, "server ignored SIGINT for 10s, killed")
	}
}
func (s *Server) WaitForShutdown()                         { <-s.done }
func (s *Server) LameDuckShutdown()                        { s.cmd.Process.Signal(syscall.SIGUSR2); <-s.done }
func (s *Server) JetStreamConfig() *JetStreamConfig        { return &JetStreamConfig{StoreDir: s.sd} }
func (s *Server) JetStreamEnabled() bool                   { return s.opts != nil && s.opts.JetStream }
func (s *Server) ReadyForConnections(d time.Duration) bool { return true }

func (s *Server) NumRoutes() int {
	r, err := http.Get(s.MonitorURL() + "/routez")
	if err != nil {
		return 0
	}
	defer r.Body.Close()
	var z struct {
		N int `json:"num_routes"`
	}
	json.NewDecoder(r.Body).Decode(&z)
	return z.N
}
