// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "torture_changes.h"

#include "torture_writer.h"

#include <QRegularExpression>
#include <QTest>

namespace tidegate::torture {

namespace {

constexpr int mendedWithin = 60'000;

std::string partition(const std::string &table, int number) { return table + "_" + std::to_string(number); }

/// Of a partition of t_ranged.
std::string bounds(int number)
{
    return " FOR VALUES FROM (" + std::to_string(number * 1000) + ") TO (" + std::to_string(number * 1000 + 1000) + ")";
}

} // namespace

bool Changes::refresh()
{
    return m_place.command("refresh-publication", {}, [this] { mendAsShown(); });
}

bool Changes::lateJoins()
{
    m_place.say("t_late joins");
    m_place.onSource("ALTER PUBLICATION p ADD TABLE t_late");
    return refresh();
}

bool Changes::make()
{
    switch (m_place.pick(10)) {
    case 0:
    case 1: return resync();
    case 2: return m_left ? comesBack() : leaves();
    case 3: return partitionComes();
    case 4: return m_gone + 1 < m_partitions ? partitionGoes() : partitionComes();
    case 5: return rootGrows();
    case 6: return tableIsMade();
    default: return definition();
    }
}

bool Changes::settle()
{
    return (!m_left || comesBack()) && mended();
}

bool Changes::resync()
{
    const char *const all[] = {"t_default", "t_full", "t_index", "t_keyless", "t_unique", "t_chain", "t_identity", "t_parted_1",
                               "t_parted_2", "t_parent", "t_child", "t_truncated", "t_shape", "t_rooted", "t_filtered"};
    const std::string table = all[m_place.pick(sizeof all / sizeof *all)];
    m_place.say(table + " is copied again");
    return m_place.command("resync", {"--yes", "--table", "public." + table}, [this] { mendAsShown(); });
}

bool Changes::leaves()
{
    m_place.say("t_leaver leaves");
    m_place.onSource("ALTER PUBLICATION p DROP TABLE t_leaver");
    m_left = true;
    return refresh();
}

bool Changes::comesBack()
{
    m_place.say("t_leaver comes back");
    m_place.onTarget("TRUNCATE t_leaver");
    m_place.onSource("ALTER PUBLICATION p ADD TABLE t_leaver");
    m_left = false;
    return refresh();
}

bool Changes::partitionComes()
{
    const auto number = m_partitions++;
    const auto name = partition("t_ranged", number);
    const auto made = "CREATE TABLE " + name + " PARTITION OF t_ranged" + bounds(number);
    const bool withRows = m_place.pick(2) == 0;
    m_place.say(name + " is attached" + (withRows ? " with rows" : ""));
    m_place.onTarget(made);
    if (!withRows) {
        m_place.onSource(made);
        return refresh();
    }
    m_place.onSource("CREATE TABLE " + name + " (LIKE t_ranged INCLUDING ALL);"
                     "INSERT INTO " + name + " SELECT " + std::to_string(number * 1000) + " + g, g FROM generate_series(0, 400) g");
    m_place.onSource("ALTER TABLE t_ranged ATTACH PARTITION " + name + bounds(number));
    return refresh();
}

bool Changes::partitionGoes()
{
    const auto name = partition("t_ranged", m_gone++);
    m_place.say(name + " is detached and dropped");
    m_place.onSource("ALTER TABLE t_ranged DETACH PARTITION " + name);
    m_place.onSource("DROP TABLE " + name);
    if (!refresh())
        return false;
    m_place.onTarget("DROP TABLE " + name);
    return true;
}

bool Changes::rootGrows()
{
    const auto number = m_roots++;
    m_place.say(partition("t_rooted", number) + " is made");
    const auto made = "CREATE TABLE " + partition("t_rooted", number) + " PARTITION OF t_rooted FOR VALUES IN (" + std::to_string(number) + ")";
    m_place.onTarget(made);
    m_place.onSource(made);
    return true;
}

bool Changes::tableIsMade()
{
    const auto name = "extra." + partition("n", m_made++);
    m_place.say(name + " is made");
    const auto made = "CREATE TABLE " + name + " (id int PRIMARY KEY, v int)";
    m_place.onTarget(made);
    m_place.onSource(made + "; INSERT INTO " + name + " SELECT g, g FROM generate_series(1, 500) g");
    if (!m_place.sourceHasFilters())
        m_place.onSource("ALTER PUBLICATION p_extra ADD TABLE " + name);
    return refresh();
}

std::string Changes::shape()
{
    const auto any = [this]() -> Column & { return m_columns[m_place.pick(static_cast<unsigned>(m_columns.size()))]; };
    const auto fresh = [this] { return "c" + std::to_string(++m_serial); };
    const auto add = [&](const std::string &name) {
        const char *const kinds[][2] = {{"int", ""}, {"int", " DEFAULT 5"}, {"text", " NOT NULL DEFAULT 'it''s'"}, {"varchar(40)", " DEFAULT 'v'"}};
        const auto &kind = kinds[m_place.pick(4)];
        m_columns.push_back({name, kind[0]});
        return "ALTER TABLE t_shape ADD " + name + " " + kind[0] + kind[1];
    };
    const auto drop = [&] {
        const auto at = m_columns.begin() + m_place.pick(static_cast<unsigned>(m_columns.size()));
        const auto name = at->name;
        m_columns.erase(at);
        return std::make_pair(name, "ALTER TABLE t_shape DROP " + name);
    };
    switch (m_columns.size() < 2 ? 0 : m_place.pick(6)) {
    case 0:
    case 1: return add(fresh());
    case 2: return drop().second;
    case 3: {
        auto &column = any();
        const auto before = column.name;
        column.name = fresh();
        return "ALTER TABLE t_shape RENAME " + before + " TO " + column.name;
    }
    case 4: {
        auto &column = any();
        column.type = column.type == "int" ? "bigint" : "text";
        return "ALTER TABLE t_shape ALTER " + column.name + " TYPE " + column.type;
    }
    default: {
        const auto [name, dropped] = drop();
        return dropped + "; " + add(name);
    }
    }
}

bool Changes::definition()
{
    if (!mended())
        return false;
    m_mends.clear();
    const auto change = shape();
    const auto order = m_place.pick(4); // two of them: the source's people alone
    m_place.say(change + (order == 0 ? ", first on the target" : order == 1 ? ", then on the target" : ""));
    if (order == 0)
        m_place.onTarget(change);
    // Rows before and after it in one transaction.
    m_place.onSource("BEGIN; UPDATE t_shape SET v = v + 1 WHERE id % 7 = 0; " + change
                     + "; UPDATE t_shape SET v = v + 1 WHERE id % 5 = 0; COMMIT");
    if (order == 1)
        m_place.onTarget(change);
    m_byHand = order < 2;
    return true;
}

void Changes::mendAsShown()
{
    static const QRegularExpression shown(QStringLiteral("(?:Run on the target: (.+?)|There is nothing to run on the target); the rest (is to be copied again)?"));
    bool again = false;
    // What the stream waited for and what a copy waits for may stand there together.
    for (auto matches = shown.globalMatch(QString::fromStdString(m_place.status())); matches.hasNext();) {
        const auto match = matches.next();
        const auto statement = match.captured(1).toStdString();
        const bool copied = match.capturedLength(2) > 0;
        // Once it was run, what was written since is there: whoever ran it twice would drop a column with its new values. Nor is
        // the table copied again for the same words, which stand there until the next one has been seen to be well.
        if ((m_byHand && !copied) || !m_mends.insert(statement).second)
            continue;
        again = again || copied;
        if (statement.empty())
            continue;
        m_place.say("on the target: " + statement);
        try {
            m_place.onTarget(statement);
        } catch (const support::SessionError &error) {
            m_place.say(error.what());
        }
    }
    if (again) {
        m_place.say("t_shape is copied again, as was said");
        (void)m_place.command("resync", {"--yes", "--table", "public.t_shape"});
    }
}

bool Changes::mended()
{
    const char *const columns = "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)"
                                " FROM pg_attribute WHERE attrelid = 't_shape'::regclass AND attnum > 0 AND NOT attisdropped";
    return QTest::qWaitFor([&] {
        if (m_place.onSource(columns) == m_place.onTarget(columns))
            return true;
        mendAsShown();
        return false;
    }, mendedWithin);
}

std::vector<support::TablePair> Changes::tables() const
{
    auto all = torture::tables();
    for (int number = m_gone; number < m_partitions; ++number)
        all.push_back({"public." + partition("t_ranged", number)});
    for (int number = 0; number < m_made; ++number)
        all.push_back({"extra." + partition("n", number)});
    all.push_back({m_place.sourceHasFilters() ? "public.v_filtered" : "public.t_filtered", "public.t_filtered", {"id", "v"}});
    return all;
}

} // namespace tidegate::torture
