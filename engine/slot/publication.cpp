// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/publication.h"

#include "base/problem.h"
#include "postgres/quoting.h"
#include "slot/slot_facts.h"
#include "slot/slot_names.h"

namespace tidegate::slot {

using postgres::quoted;

std::string ownPublicationName(const std::string &subscription)
{
    return nameFor(subscription, maximumName);
}

bool publicationExists(postgres::Connection &source, const std::string &name)
{
    return source.exec("SELECT FROM pg_catalog.pg_publication WHERE pubname = $1", postgres::parameters(name))
               .rows()
           > 0;
}

void createPublication(postgres::Connection &source, const std::string &name,
                       const std::vector<RelationName> &tables)
{
    std::string list;
    for (const auto &table : tables)
        list += (list.empty() ? " FOR TABLE " : ", ") + quoted(table);
    source.exec("CREATE PUBLICATION " + quoted(name) + list);
}

void addToPublication(postgres::Connection &source, const std::string &name, const RelationName &table,
                      bool only)
{
    source.exec("ALTER PUBLICATION " + quoted(name) + " ADD TABLE " + (only ? "ONLY " : "") + quoted(table));
}

void dropFromPublication(postgres::Connection &source, const std::string &name, const RelationName &table)
{
    source.exec("ALTER PUBLICATION " + quoted(name) + " DROP TABLE " + quoted(table));
}

bool dropOwnPublication(postgres::Connection &source, const std::string &name)
{
    if (name.rfind(slotPrefix, 0) != 0)
        throw ProblemError(Code::Internal, {"asked to drop a publication that is not Tidegate's: " + name});
    if (!publicationExists(source, name))
        return false;
    source.exec("DROP PUBLICATION " + quoted(name));
    return true;
}

} // namespace tidegate::slot
