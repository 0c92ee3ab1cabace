// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pages/schema/script_model.h"
#include "support/cluster.h"
#include "widgets/banner.h"
#include "widgets/status_badge.h"
#include "window_fixture.h"

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

#include <memory>

namespace tidegate::tests {

/// The schema page of a window, between two servers' databases of one name.
class SchemaPlace
{
public:
    SchemaPlace(const support::Cluster &source, const support::Cluster &target, const std::string &database)
    {
        window.workspace().setSource(window.save(QStringLiteral("Old shop"), source.conninfo(database)));
        window.workspace().setTarget(window.save(QStringLiteral("Cloud"), target.conninfo(database)));
    }

    WindowFixture window;

    frame::Page &page() { return *window.window().page(QStringLiteral("schema")); }
    void choose(const std::vector<plan::SelectedTable> &tables)
    {
        auto plan = window.workspace().plan().value();
        plan.tables = tables;
        window.workspace().plan().set(plan);
    }
    static plan::SelectedTable table(const char *name, std::optional<std::string> timeColumn = {})
    {
        return {{"public", name}, {"public", name}, std::move(timeColumn), {}};
    }
    /// The page in front; shortcuts are for the active window.
    bool show()
    {
        window.window().showPage(QStringLiteral("schema"));
        return QTest::qWaitForWindowActive(&window.window());
    }
    /// Shows the page and reads; false: it was not read in time.
    bool read()
    {
        if (!show())
            return false;
        key(Qt::Key_F5);
        return ended(30'000) && model(0).rowCount() > 0;
    }
    /// Nothing goes on any more.
    bool ended(int milliseconds = 20'000)
    {
        return QTest::qWaitFor([this] { return page().state().tone != look::Tone::Busy; }, milliseconds);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&window.window(), key, modifiers); }
    /// By Ctrl+R or Ctrl+Shift+R, with this answer to what is asked; false: nothing ran, or not to an end.
    bool run(int part, const char *answer = "run")
    {
        const auto asked = window.asker.questions.size() + window.asker.dangerous.size();
        window.asker.answers = {QLatin1String(answer)};
        const QSignalSpy states(&page(), &frame::Page::stateChanged);
        key(Qt::Key_R, part == 0 ? Qt::ControlModifier : Qt::ControlModifier | Qt::ShiftModifier);
        return QTest::qWaitFor([&] { return states.count() > 0; }, 5000)
            && window.asker.questions.size() + window.asker.dangerous.size() > asked && ended();
    }

    QWidget &panel(int part) { return *find<QWidget>(page(), part == 0 ? "beforeScript" : "afterScript"); }
    QTreeView &view(int part) { return *find<QTreeView>(page(), part == 0 ? "beforeScriptView" : "afterScriptView"); }
    pages::ScriptModel &model(int part)
    {
        auto *filter = static_cast<QSortFilterProxyModel *>(view(part).model());
        return *static_cast<pages::ScriptModel *>(filter->sourceModel());
    }
    /// Of the statement; -1: there is none.
    int row(int part, const char *id)
    {
        for (int row = 0; row < model(part).rowCount(); ++row) {
            if (model(part).at(row).id == id)
                return row;
        }
        return -1;
    }
    /// Selects it, as the arrow keys do.
    bool select(int part, const char *id)
    {
        const int wanted = row(part, id);
        find<QTabWidget>(page(), "scriptTabs")->setCurrentIndex(part);
        view(part).setCurrentIndex(view(part).model()->index(wanted, 0));
        return wanted >= 0;
    }
    const script::Statement &statement(int part, const char *id) { return model(part).at(row(part, id)); }
    QPlainTextEdit &sql(int part) { return *find<QPlainTextEdit>(panel(part), "statementSql"); }
    widgets::Banner &banner() { return *page().findChild<widgets::Banner *>(); }
    QListWidget &findings() { return *find<QListWidget>(page(), "schemaFindings"); }
    QString status() { return find<widgets::StatusBadge>(page(), "schemaStatus")->word(); }
    QAction *action(const QString &text)
    {
        for (auto *action : page().menuActions()) {
            if (action->text().remove(QLatin1Char('&')) == text)
                return action;
        }
        return nullptr;
    }
};

} // namespace tidegate::tests
