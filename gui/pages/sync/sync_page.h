// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page.h"
#include "frame/page_context.h"
#include "migration/migration.h"

#include <QUuid>

#include <optional>
#include <string>
#include <utility>
#include <vector>

class QLabel;
class QStackedWidget;

namespace tidegate::widgets {
class Banner;
class StatusBadge;
} // namespace tidegate::widgets

namespace tidegate::pages {

class DefinitionChoice;
class FreshStart;
class RunCommands;
class RunNotice;
class RunPanel;
class RunStarter;
class TableChanges;
class TableList;
class WatchStarter;

/// The run: started, watched, paused, stopped here; each table with how it stands and what can be done about it.
class SyncPage : public frame::Page
{
    Q_OBJECT
public:
    explicit SyncPage(const frame::PageContext &context, QWidget *parent = nullptr);

    void proceed() override; ///< starts

private:
    void makeActions();
    void makeLayout();
    QWidget *makeTop();
    void listen();

    std::pair<QUuid, QUuid> roles() const;
    void rolesChanged();
    void startHere(bool takeOver);
    void tellWhichPlan(const std::string &subscription);
    void started();
    void progressed();
    void happened(const migration::Event &event);
    void posted(const QString &verb);
    void finished(migration::Outcome outcome, const std::optional<Problem> &problem);
    void forgotten();
    /// Words and buttons by what the run is doing now.
    void showRun();
    void enableActions();
    bool isLooking() const; ///< for something that was asked of this page

    const frame::PageContext m_context;
    RunStarter *m_starter;
    WatchStarter *m_watcher;
    RunCommands *m_commands;
    TableChanges *m_changes;
    FreshStart *m_fresh;
    QAction *m_start = nullptr;
    QAction *m_watch = nullptr;
    QAction *m_pause = nullptr;
    QAction *m_resume = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_resync = nullptr;
    QAction *m_members = nullptr;
    QAction *m_retarget = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_figures = nullptr;
    QAction *m_find = nullptr;
    widgets::Banner *m_banner = nullptr;
    RunNotice *m_notice = nullptr;
    QStackedWidget *m_stack = nullptr;
    widgets::StatusBadge *m_phase = nullptr;
    QLabel *m_phaseFigures = nullptr;
    QLabel *m_answer = nullptr;
    DefinitionChoice *m_onDefinitionChange = nullptr;
    RunPanel *m_panel = nullptr;
    TableList *m_tables = nullptr;
    std::pair<QUuid, QUuid> m_roles;
    std::string m_subscription; ///< whose history the charts show
    bool m_hasFailed = false;   ///< the last run did
};

} // namespace tidegate::pages
