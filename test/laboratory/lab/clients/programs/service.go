// A service in Go: `go-service PEM [NAME [421]]`. What its paths do is said in ../README.md. With a name it says in each
// reply who it is, and with 421 it sends away whoever asks for another name.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	// No http.ServeMux: it tidies paths up.
	handler := http.HandlerFunc(serve)
	go func() { log.Fatal(http.ListenAndServeTLS(":443", os.Args[1], os.Args[1], handler)) }()
	log.Fatal(http.ListenAndServe(":80", handler))
}

func serve(w http.ResponseWriter, r *http.Request) {
	if len(os.Args) > 2 {
		w.Header().Set("X-Service", os.Args[2])
	}
	if len(os.Args) > 3 && r.Host != os.Args[2] {
		w.WriteHeader(http.StatusMisdirectedRequest)
		return
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		for name, value := range map[string]string{"Origin": origin, "Credentials": "true", "Methods": "*", "Headers": "content-type"} {
			w.Header().Set("Access-Control-Allow-"+name, value)
		}
		w.Header().Set("Access-Control-Expose-Headers", "X-Service")
	}
	_, kind, argument := split(r.URL.EscapedPath())
	number, _ := strconv.Atoi(argument)
	switch kind {
	case "status":
		w.WriteHeader(number)
	case "bytes":
		w.Header().Set("Content-Length", argument)
		io.WriteString(w, strings.Repeat("b", number))
	case "chunks":
		for piece := 0; piece < 10; piece++ {
			io.WriteString(w, strings.Repeat("c", number/10))
			w.(http.Flusher).Flush()
		}
	case "head":
		w.Header().Set("X-Large", strings.Repeat("h", number))
		io.WriteString(w, "body")
	case "cookies":
		for cookie := 0; cookie < number; cookie++ {
			w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=%s", cookie, strings.Repeat("z", 300)))
		}
		io.WriteString(w, "body")
	case "refuse":
		w.WriteHeader(number)
		io.WriteString(w, "you may not")
	case "late":
		time.Sleep(time.Duration(number) * time.Millisecond)
		io.WriteString(w, "late")
	case "hints":
		w.Header().Set("Link", "</x.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		io.WriteString(w, "body")
	case "trailers":
		w.Header().Set("Trailer", "X-Sum")
		io.WriteString(w, "body")
		w.Header().Set("X-Sum", "42")
	case "events":
		w.Header().Set("Content-Type", "text/event-stream")
		for event := 0; event < number; event++ {
			fmt.Fprintf(w, "data: %d\n\n", event)
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	default:
		digest := sha256.New()
		length, _ := io.Copy(digest, r.Body)
		json.NewEncoder(w).Encode([]any{r.Method, r.RequestURI, r.Host, length, fmt.Sprintf("%x", digest.Sum(nil))})
	}
}

func split(path string) (string, string, string) {
	parts := append(strings.SplitN(path, "/", 4)[1:], "", "")
	return parts[0], parts[1], parts[2]
}
