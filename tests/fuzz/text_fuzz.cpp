// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text_fuzz.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t maxSize);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t maxSize, unsigned seed)
{
    const auto &known = tidegate::fuzz::seeds();
    if (seed % 64 == 0) {
        const auto &text = known[seed / 64 % known.size()];
        size = std::min(text.size(), maxSize);
        std::copy_n(text.data(), size, data);
    }
    return LLVMFuzzerMutate(data, size, maxSize);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    tidegate::fuzz::tryText(std::string(reinterpret_cast<const char *>(data), size));
    return 0;
}
