// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/both_servers.h"
#include "frame/page.h"
#include "frame/page_job.h"
#include "jobs/cleanup_job.h"

#include <optional>

class QCheckBox;
class QLabel;
class QRadioButton;
class QStackedWidget;
class QTableView;

namespace tidegate::widgets {
class Banner;
class ScriptView;
} // namespace tidegate::widgets

namespace tidegate::pages {

class CleanupModel;

/// What the migration has left behind: it is kept unless somebody chooses otherwise and is then asked again. Tables and
/// rows are never touched.
class CleanupPage : public frame::Page
{
    Q_OBJECT
public:
    explicit CleanupPage(const frame::PageContext &context, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeActions();
    void makeLayout();

    void forget();
    void look();
    void show(const jobs::CleanupReport &report);
    void tellMilestones(bool nothingLeft);
    void showEngine();
    void ask();
    void cleanUp();
    void cleaned(const std::vector<cleanup::Dropped> &outcomes);
    void failed(const QString &text);
    void setWorking(const QString &word); ///< empty: nothing is under way
    void updateActions();
    std::string subscription() const;

    const frame::PageContext m_context;
    frame::PageJob m_job;
    std::optional<jobs::CleanupReport> m_report; ///< absent: not looked, or it was cleaned up since
    CleanupModel *m_model;
    QAction *m_again = nullptr;
    QAction *m_clean = nullptr;
    QAction *m_stop = nullptr;
    widgets::Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_meaning = nullptr;
    QLabel *m_stays = nullptr;
    QLabel *m_strays = nullptr;
    QTableView *m_table = nullptr;
    widgets::ScriptView *m_sql = nullptr;
    QRadioButton *m_keep = nullptr;
    QRadioButton *m_remove = nullptr;
    QCheckBox *m_stopEngine = nullptr;
    QCheckBox *m_sourceGone = nullptr;
};

} // namespace tidegate::pages
