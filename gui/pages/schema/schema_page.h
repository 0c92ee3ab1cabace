// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page.h"
#include "frame/page_context.h"
#include "frame/page_job.h"
#include "pages/schema/run_question.h"
#include "plan/plan.h"
#include "schema/preparation.h"

#include <array>
#include <optional>

class QProgressBar;
class QStackedWidget;
class QTabWidget;

namespace tidegate::widgets {
class Banner;
class StatusBadge;
} // namespace tidegate::widgets

namespace tidegate::pages {

class FindingsList;
class ScriptModel;
class ScriptPanel;
class TargetWork;
struct SchemaFacts;

/// Makes the target ready for the chosen tables: two scripts that are read, edited, refused and run, and what is to be
/// decided before. Decisions about statements are kept in the workspace's plan, so that they hold when the scripts are
/// read again, in another run of the window too; what has run is then found on the target.
class SchemaPage : public frame::Page
{
    Q_OBJECT
public:
    explicit SchemaPage(const frame::PageContext &context, QWidget *parent = nullptr);

    void proceed() override; ///< reads, if nothing has been read

private:
    /// What the scripts were made for: with anything else they are stale.
    struct Basis {
        QString source; ///< URIs
        QString target;
        std::vector<plan::SelectedTable> tables;

        friend bool operator==(const Basis &, const Basis &) = default;
    };

    void makeActions();
    void makeStatementActions();
    void makeLayout();
    QWidget *makeTop();
    QWidget *makePanels();

    // What is done.
    void read();
    void prepared(const schema::TargetPreparation &preparation);
    void askRun(ScriptPart part);
    void run(ScriptPart part, const std::set<std::size_t> &held, int ofReading);
    void ran(bool toTheEnd, int keysHeld);
    void workEnded();
    bool mayHaveLeftAnIndex(ScriptPart part) const;
    QList<QAction *> toReadAgain(); ///< for the banner, which owns it
    void decided(const ScriptModel &model, int row);
    void widenKeys();
    void keepPlain();
    void refuseOrRestore();
    void save();
    void write(const QString &path, const std::string &sql);

    // What is shown.
    std::optional<Basis> basis() const; ///< nullopt: a role or the tables are missing
    bool isStale() const;
    bool mayRun(ScriptPart part) const;
    SchemaFacts facts() const;
    std::vector<Finding> openFindings() const;
    int decisionsToMake() const;
    RunRequest requestFor(ScriptPart part) const;
    QString warning() const; ///< about the second script
    void planOrServersChanged();
    void refresh();          ///< all of it
    void tellMilestones();
    void refreshState();     ///< cheap: at each statement of a run
    void refreshActions();
    void refreshStatement(); ///< what can be done with the current one

    ScriptModel &model(ScriptPart part) const { return *m_models[static_cast<std::size_t>(part)]; }
    ScriptPanel &panel(ScriptPart part) const { return *m_panels[static_cast<std::size_t>(part)]; }
    ScriptPart shownPart() const;

    const frame::PageContext m_context;
    std::array<ScriptModel *, 2> m_models;
    std::array<ScriptPanel *, 2> m_panels{};
    TargetWork *m_work;
    frame::PageJob m_saving;
    QAction *m_read = nullptr;
    QAction *m_stop = nullptr;
    std::array<QAction *, 2> m_run{};
    QAction *m_refuse = nullptr;
    QAction *m_takeBack = nullptr;
    QAction *m_edit = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_copyAll = nullptr;
    QAction *m_save = nullptr;
    QAction *m_find = nullptr;
    QAction *m_widen = nullptr;
    QAction *m_plain = nullptr;
    widgets::Banner *m_banner = nullptr;
    widgets::StatusBadge *m_status = nullptr;
    QProgressBar *m_progress = nullptr;
    FindingsList *m_list = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTabWidget *m_tabs = nullptr;

    std::vector<Finding> m_findings;
    bool m_keysAct = false; ///< as the target said last
    bool m_hasBegun = false; ///< when the definitions were read
    std::optional<Basis> m_readFor; ///< nullopt: nothing has been read
    std::optional<Basis> m_reading; ///< what is being read for
    schema::PreparationStep m_step = schema::PreparationStep::Servers;
    std::optional<ScriptPart> m_running;
    int m_toRun = 0; ///< of the run that goes on
    int m_done = 0;
    int m_runningRow = 0;
    int m_readings = 0; ///< an answer to a question about an earlier one is void
    bool m_isAsking = false;
    bool m_saysStale = false; ///< in the banner
};

} // namespace tidegate::pages
