// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/cleanup_job.h"

#include <QString>

/// What a cleanup is about, in words. Pure.
namespace tidegate::pages {

QString itemWords(const cleanup::Item &item);  ///< "Replication slot tidegate_shop_a1"
QString placeWords(const cleanup::Item &item); ///< "Source"
QString sizeWords(const cleanup::Item &item);  ///< "keeps 12 MB of WAL"
QString thereWords(const cleanup::Item &item); ///< "There", "Gone already", "Not known"
QString resultWords(const cleanup::Dropped &outcome);
/// What is never touched.
QString whatStays(const jobs::CleanupReport &report);
/// What cleaning up means now: before the cutover, after it, or for a migration that never began.
QString whatItMeans(const jobs::CleanupReport &report);

} // namespace tidegate::pages
