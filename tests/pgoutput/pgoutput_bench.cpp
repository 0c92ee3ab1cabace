// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Prints how many changes one core decodes in a second. Not a test: a figure to compare before and after.

#include "encoder.h"

#include "pgoutput/copy_data.h"
#include "pgoutput/decoder.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

using namespace tidegate::pgoutput;

namespace {

std::string number(int value)
{
    return std::to_string(value);
}

std::vector<Value> texts(const std::vector<std::string> &values)
{
    std::vector<Value> result;
    result.reserve(values.size());
    for (const auto &value : values)
        result.push_back({ValueKind::Text, value});
    return result;
}

/// A time-series row: time, device, two readings.
std::string insertOfFour(int i)
{
    const std::vector<std::string> row = {"2024-02-29 12:34:" + number(10 + i % 50) + ".123456+00",
                                          number(i % 5000), number(i % 97) + ".25", number(i % 89) + ".75"};
    const auto values = texts(row);
    return Encoder().encode(Insert{16385, values});
}

/// An order with its old key, a NULL and a large value that did not change.
std::string updateOfSix(int i)
{
    const std::vector<std::string> key = {number(i)};
    const std::vector<std::string> row = {number(i + 1), "customer " + number(i), "2024-02-29", "1234.50", "",
                                          ""};
    auto oldValues = texts(key);
    oldValues.resize(6);
    auto newValues = texts(row);
    newValues[4] = {ValueKind::Null, {}};
    newValues[5] = {ValueKind::UnchangedToast, {}};
    return Encoder().encode(Update{16390, OldKind::Key, oldValues, newValues});
}

/// Decodes the messages over and over for a while and reads every value's length, as any applier would.
void measure(const char *name, const std::vector<std::string> &messages)
{
    // As they come: in the framing of the replication protocol.
    std::vector<std::string> framed;
    framed.reserve(messages.size());
    for (const auto &message : messages)
        framed.push_back("w" + std::string(24, '\1') + message);
    const auto oneRun = [&] {
        Decoder decoder;
        std::size_t sum = 0;
        std::size_t count = 0;
        const auto started = std::chrono::steady_clock::now();
        std::chrono::duration<double> taken{};
        do {
            for (const auto &bytes : framed) {
                const CopyData data = parseCopyData(bytes);
                const Message &message = decoder.decode(std::get<XLogData>(data).payload);
                const auto *insert = std::get_if<Insert>(&message);
                for (const Value &value : insert ? insert->newTuple : std::get<Update>(message).newTuple)
                    sum += value.bytes.size();
            }
            count += framed.size();
            taken = std::chrono::steady_clock::now() - started;
        } while (taken.count() < 1.0);
        // Printed at no time, but the compiler cannot know.
        if (sum == 1)
            std::puts("?");
        return static_cast<double>(count) / taken.count();
    };
    std::array<double, 5> runs{};
    std::generate(runs.begin(), runs.end(), oneRun);
    std::sort(runs.begin(), runs.end());
    std::printf("%-24s %6.2f million changes/s (median of 5; %.2f to %.2f), %zu bytes each\n", name,
                runs[2] / 1e6, runs.front() / 1e6, runs.back() / 1e6, messages.front().size());
}

void measureBoth()
{
    std::vector<std::string> inserts;
    std::vector<std::string> updates;
    for (int i = 0; i < 10'000; ++i) {
        inserts.push_back(insertOfFour(i));
        updates.push_back(updateOfSix(i));
    }
    measure("insert of 4 columns", inserts);
    measure("update of 6 columns", updates);
}

} // namespace

int main()
{
    try {
        measureBoth();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
