// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <string>
#include <vector>

namespace tidegate::slot {

/// The name of a publication of our own for a subscription: tidegate_<subscription>, as a slot's without
/// suffix.
std::string ownPublicationName(const std::string &subscription);

/// What a person reads and runs; names are quoted.
/// `generated`: stored generated columns, too, without which PostgreSQL 18 refuses updates where they are part of a replica
/// identity FULL. Older servers have no such option.
std::string createPublicationSql(const std::string &name, const std::vector<RelationName> &tables, bool generated = false);
std::string publishGeneratedSql(const std::string &name);
std::string addTablesSql(const std::string &name, const std::vector<RelationName> &tables);
std::string dropTablesSql(const std::string &name, const std::vector<RelationName> &tables);
/// A comment on the publication that says whose it is. A name alone could be anybody's.
std::string markAsOwnSql(const std::string &subscription);
/// The publication of ownPublicationName() is there and bears that mark.
bool ownPublicationExists(postgres::Connection &source, const std::string &subscription);

bool publicationExists(postgres::Connection &source, const std::string &name);
void createPublication(postgres::Connection &source, const std::string &name,
                       const std::vector<RelationName> &tables);
/// `only`: FOR TABLE ONLY, as a hypertable's chunk wants it (exactness.md rule 2).
void addToPublication(postgres::Connection &source, const std::string &name, const RelationName &table,
                      bool only);
void dropFromPublication(postgres::Connection &source, const std::string &name, const RelationName &table);
/// True if it was there. Refuses (Internal) a name that is not one of ours.
bool dropOwnPublication(postgres::Connection &source, const std::string &name);

} // namespace tidegate::slot
