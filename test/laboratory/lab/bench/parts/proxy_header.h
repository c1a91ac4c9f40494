/* The PROXY protocol's version 2 header, as a Network Load Balancer writes it: 100 bytes, with a checksum that HAProxy verifies. */
#ifndef PROXY_HEADER_H
#define PROXY_HEADER_H

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#define HEADER_BYTES 100

static inline uint32_t crc32c(const unsigned char *bytes, size_t length) {
    static uint32_t table[256];
    if (!table[1])
        for (uint32_t index = 0; index < 256; index++) {
            table[index] = index;
            for (int bit = 0; bit < 8; bit++) table[index] = (table[index] >> 1) ^ (table[index] & 1 ? 0x82f63b78u : 0);
        }
    uint32_t checksum = ~0u;
    while (length--) checksum = (checksum >> 8) ^ table[(checksum ^ *bytes++) & 0xff];
    return ~checksum;
}

/* Writes one and gives its length. Each is of another client; a local one, of health checks, names none. */
static inline size_t proxy_header(unsigned char *out, int local) {
    static uint32_t client;
    memset(out, 0, HEADER_BYTES);
    memcpy(out, "\r\n\r\n\0\r\nQUIT\n", 12);
    out[12] = local ? 0x20 : 0x21;
    out[13] = local ? 0 : 0x11;
    out[15] = 84;
    unsigned char *tlv = out + 16;
    if (!local) {
        uint32_t address = htonl(0xcb007100u + client % 250), there = htonl(0xc6336401u);
        uint16_t ports[2] = {htons(1024 + client / 250 % 60000), htons(443)};
        client++;
        memcpy(tlv, &address, 4);
        memcpy(tlv + 4, &there, 4);
        memcpy(tlv + 8, ports, 4);
        tlv += 12;
    }
    memcpy(tlv, "\x03\0\x04", 3);
    tlv[7] = 4;
    tlv[9] = out + HEADER_BYTES - (tlv + 10);
    uint32_t checksum = htonl(crc32c(out, HEADER_BYTES));
    memcpy(tlv + 3, &checksum, 4);
    return HEADER_BYTES;
}

#endif
