/* What the generator and the service agree on: the form of a request on a TLS session that is replayed, not encrypted.
 *
 * A request is one record of TLS application data of REQUEST_BYTES. Where ciphertext would be, it says how many bytes of
 * upload follow it and how many bytes the reply has. The proxy cannot tell: it passes bytes on and never reads them. */
#ifndef WIRE_H
#define WIRE_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUEST_BYTES 256
#define FILLER_BYTES (256 * 1024)

struct request {
    unsigned char record_header[5];
    unsigned char padding[3];
    uint64_t upload;
    uint64_t reply;
    unsigned char rest[REQUEST_BYTES - 24];
} __attribute__((packed));

static unsigned char filler[FILLER_BYTES] __attribute__((unused));

static inline void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static inline struct request request_of(uint64_t upload, uint64_t reply) {
    struct request request = {.record_header = {0x17, 3, 3, 0, REQUEST_BYTES - 5}, .upload = upload, .reply = reply};
    return request;
}

/* A whole file. */
static inline unsigned char *file_of(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    unsigned char *content = malloc(1 << 20);
    if (!content) fail("malloc");
    *length = fread(content, 1, 1 << 20, file);
    fclose(file);
    return content;
}

#endif
