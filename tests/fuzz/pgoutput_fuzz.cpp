// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// pgoutput_fuzz [CORPUS] -max_total_time=120 -max_len=4096 -rss_limit_mb=512
// Any bytes are a ProtocolError, or a message that encodes to the same bytes and borrows from them alone.

#include "pgoutput/round_trip.h"
#include "pgoutput/samples.h"

#include "pgoutput/copy_data.h"
#include "pgoutput/decoder.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace tidegate::pgoutput;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t maxSize);

/// Starts from a sample now and then, so that no corpus is needed to reach the depth of every message.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t maxSize,
                                               unsigned seed)
{
    static const auto known = samples();
    if (seed % 128 == 0) {
        const std::string &sample = known[seed / 128 % known.size()].bytes;
        size = std::min(sample.size(), maxSize);
        std::copy_n(sample.data(), size, data);
    }
    return LLVMFuzzerMutate(data, size, maxSize);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // One decoder for all inputs: what an earlier message left behind must not matter.
    static Decoder decoder;
    std::string_view bytes(reinterpret_cast<const char *>(data), size);
    try {
        const CopyData frame = parseCopyData(bytes);
        if (const auto *wal = std::get_if<XLogData>(&frame))
            bytes = wal->payload;
    } catch (const ProtocolError &) {
        // Then it may be a message without its frame.
    }
    try {
        if (const char *wrong = wrongWith(decoder.decode(bytes), bytes)) {
            std::fprintf(stderr, "%s\n", wrong);
            std::abort();
        }
    } catch (const ProtocolError &error) {
        if (error.offset() > bytes.size())
            std::abort();
    }
    return 0;
}
