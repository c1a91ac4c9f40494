// A client in Go: it sends the requests of the file, and prints a line about each reply.
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

var client = &http.Client{
	Timeout:       20 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		size, _ := strconv.Atoi(fields[3])
		line, err := send(fields[1], fields[2], size)
		if err != nil {
			line = fmt.Sprintf("error\t%T\t\t\t", err)
		}
		fmt.Println(fields[0] + "\t" + line)
	}
}

func send(method, url string, size int) (string, error) {
	var body io.Reader
	if size > 0 {
		body = strings.NewReader(strings.Repeat("x", size))
	}
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		return "", err
	}
	reply, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer reply.Body.Close()
	digest := sha256.New()
	length, err := io.Copy(digest, reply.Body)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d\t%x\t%d\t%s\t%s", reply.StatusCode, digest.Sum(nil), length, shown(reply.Trailer), shown(reply.Header)), nil
}

func shown(headers http.Header) string {
	var lines []string
	for name, values := range headers {
		for _, value := range values {
			lines = append(lines, strings.ToLower(name)+": "+value)
		}
	}
	return strings.Join(lines, "\x1f")
}
