// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "rules_place.h"

#include <QTest>

namespace tidegate::rules {

/// For the tests of `drop --empty-target`.
class AnewTest : public PlaceTest
{
protected:
    support::CommandResult drop(const std::vector<std::string> &more = {}, const std::string &failpoint = {},
                                    const std::string &subscription = "s") const
    {
        auto arguments = m_place->arguments("drop");
        arguments[2] = subscription;
        arguments.insert(arguments.end(), {"--empty-target", "--yes"});
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {{"TIDEGATE_FAILPOINTS", failpoint}});
    }
    void loseTheSlot() const
    {
        QVERIFY(m_place->sourceBecomes("SELECT active FROM pg_replication_slots", "f"));
        m_place->source("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        m_place->source("INSERT INTO notes VALUES (1, 'nobody keeps it')");
    }

    void verifyRunsAnew()
    {
        QCOMPARE(m_place->target("SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"), "0");
        QVERIFY(runs({}));
        verifySame();
    }
    std::string onTarget(const std::string &table) const { return m_place->target("SELECT count(*) FROM " + table); }
};

} // namespace tidegate::rules
