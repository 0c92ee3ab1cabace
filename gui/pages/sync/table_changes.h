// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page_context.h"
#include "progress/progress_snapshot.h"

#include <QObject>

#include <map>
#include <string>
#include <vector>

class QWidget;

namespace tidegate::pages {

/// Tables that join a running migration, leave it, or go into another table of the target: the dialogs, what the engine is told,
/// and what becomes of the plan.
class TableChanges : public QObject
{
    Q_OBJECT
public:
    /// `asking`: whose dialogs these are.
    TableChanges(const frame::PageContext &context, QWidget *asking);

    void changeMembership();
    void changeTarget(const progress::TableProgress &table);
    /// What was asked for has come about where the engine shows it.
    void take(const progress::ProgressSnapshot &snapshot);

private:
    void membershipChanged(const std::vector<RelationName> &added, const std::vector<RelationName> &removed);
    void targetChosen(const RelationName &source, const RelationName &target);
    void post(const std::string &verb, const std::vector<std::string> &maps, const std::vector<RelationName> &tables = {});

    const frame::PageContext m_context;
    QWidget *m_asking;
    std::map<RelationName, RelationName> m_asked; ///< where these are to go
};

} // namespace tidegate::pages
