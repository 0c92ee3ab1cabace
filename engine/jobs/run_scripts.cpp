// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/run_scripts.h"

#include "catalog/relation_reader.h"
#include "journal/fence.h"
#include "journal/schema.h"
#include "plan/plan.h"
#include "postgres/quoting.h"
#include "slot/publication.h"
#include "slot/slot_names.h"

namespace tidegate::jobs {

namespace {

script::Statement statement(std::string sql, const char *purpose, const char *comment, script::Side side)
{
    script::Statement made;
    made.sql = std::move(sql);
    made.purpose = purpose;
    made.comment = comment;
    made.side = side;
    return made;
}

} // namespace

script::Script startScript(const std::string &subscription)
{
    script::Script script;
    script.add(statement(journal::definitionSql(), "make-journal", "what was copied and applied is remembered here",
                         script::Side::Target));
    const auto slot = slot::nameFor(subscription, slot::maximumName - 9) + "_<suffix>";
    script.add(statement("CREATE_REPLICATION_SLOT " + postgres::quoted(slot) + " LOGICAL pgoutput", "make-slot",
                         "keeps WAL from here on until it is dropped", script::Side::Source));
    return script;
}

script::Script resyncScript(const std::vector<RelationName> &targets)
{
    script::Script script;
    for (const auto &target : targets) {
        auto made = statement("TRUNCATE " + postgres::quoted(target), "empty-table",
                              "or DELETE, where other tables refer to it or a reader is in the way", script::Side::Target);
        made.destructive = true;
        script.add(std::move(made));
    }
    return script;
}

script::Script retargetScript(const std::string &subscription, const RelationName &source, const RelationName &from,
                              const RelationName &to)
{
    const auto stays = "its rows stay in " + from.display() + ", and do not follow any more";
    const auto comes = "all rows of " + source.display() + ", and from then on its changes";
    const auto into = postgres::quoted(to);
    script::Script script;
    script.add(statement("DELETE FROM _tidegate.subscription_rel WHERE subname = " + postgres::literal(subscription)
                             + " AND schemaname = " + postgres::literal(source.schema) + " AND tablename = "
                             + postgres::literal(source.name),
                         "forget-table", stays.c_str(), script::Side::Target));
    script.add(statement("LOCK TABLE " + into + " IN SHARE ROW EXCLUSIVE MODE NOWAIT", "hold-table",
                         "and nothing is done if it has a row", script::Side::Target));
    script.add(statement("UPDATE _tidegate.slot SET table_map = array_prepend("
                             + postgres::literal(plan::exactMap(source, to)) + ", table_map) WHERE subname = "
                             + postgres::literal(subscription),
                         "change-map", "in the place of what the map said of it", script::Side::Target));
    script.add(statement("COPY " + into + " FROM STDIN", "copy-table", comes.c_str(), script::Side::Target));
    return script;
}

script::Script skipScript(const std::string &subscription, const journal::SkippedChange &change)
{
    std::string values;
    for (const auto &value : {subscription, change.table, change.operation, change.transaction, change.lsn.toString(), change.row,
                              change.sqlstate, change.why})
        values += postgres::literal(value) + ", ";
    auto made = statement("INSERT INTO _tidegate.skip (subname, relation, operation, xid, lsn, row_text, sqlstate, why, asked_by)\n"
                          "VALUES (" + values + "current_user)",
                          "skip-change", "this change is left out on the target, once", script::Side::Target);
    made.destructive = true;
    script::Script script;
    script.add(std::move(made));
    return script;
}

script::Script leaveScript(const std::string &subscription, const std::vector<RelationName> &sources)
{
    script::Script script;
    for (const auto &source : sources) {
        auto made = statement("DELETE FROM _tidegate.subscription_rel WHERE subname = " + postgres::literal(subscription)
                                  + " AND schemaname = " + postgres::literal(source.schema)
                                  + " AND tablename = " + postgres::literal(source.name),
                              "forget-table", "its rows stay on the target, and do not follow any more", script::Side::Target);
        made.destructive = true;
        script.add(std::move(made));
    }
    return script;
}

script::Script takeOverScript(postgres::Connection &target, const std::string &subscription)
{
    script::Script script;
    script.add(statement("UPDATE _tidegate.fence SET generation = generation + 1, token = <new> WHERE subname = "
                             + postgres::literal(subscription),
                         "take-fence", "from here on the other engine can commit nothing", script::Side::Target));
    const auto end = journal::endOwnBackendsSql(journal::applicationName(subscription, target));
    for (const auto side : {script::Side::Target, script::Side::Source})
        script.add(statement(end, "end-sessions", "its sessions; what they had not committed is undone, and is done again here", side));
    return script;
}

script::Script membershipScript(const std::string &publication, const std::vector<RelationName> &added,
                                const std::vector<RelationName> &removed)
{
    std::string sql;
    if (!removed.empty())
        sql = slot::dropTablesSql(publication, removed);
    if (!added.empty())
        sql += (sql.empty() ? "" : ";\n") + slot::addTablesSql(publication, added);
    script::Script script;
    if (!sql.empty())
        script.add(statement(std::move(sql), "change-publication",
                             "what joins is copied and followed; what leaves stays as it is on the target",
                             script::Side::Source));
    return script;
}

std::string ownPublication(const std::string &subscription)
{
    return slot::ownPublicationName(subscription);
}

std::vector<RelationName> publishedTables(postgres::Connection &source, const std::vector<std::string> &publications)
{
    std::vector<RelationName> names;
    for (const auto &table : catalog::RelationReader(source).publishedTables(publications))
        names.push_back(table.name);
    return names;
}

} // namespace tidegate::jobs
