// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/oracle.h"
#include "support/session.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace tidegate::torture {

/// Tables for both sides, of every kind that a rule speaks of.
extern const char *const schema;
/// First rows, publication p of all but t_late, and p_root, for the source.
extern const char *const rows;
/// And p_part and p_extra: with a row filter, a list of columns and a schema, or without.
extern const char *const publishedInPart;
extern const char *const publishedWhole;
/// Those that are always there, and have the same rows on both sides.
std::vector<support::TablePair> tables();

/// One client of the source: seeded transactions of every kind until told to stop. What the server refuses (a unique
/// violation, a deadlock) is rolled back and is part of the game.
class Writer
{
public:
    Writer(std::string conninfo, std::uint32_t seed, int number, std::atomic<long> &committed);
    ~Writer() { finish(); }
    void finish();

private:
    void run();
    void endPrepared(support::Session &session);
    std::string operation();
    std::string id(int range);

    std::string m_conninfo;
    std::mt19937 m_random;
    int m_number;
    int m_serial = 0;
    std::atomic<long> &m_committed;
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

} // namespace tidegate::torture
