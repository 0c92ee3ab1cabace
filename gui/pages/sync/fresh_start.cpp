// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/fresh_start.h"

#include "ask/asker.h"
#include "frame/both_servers.h"
#include "frame/workspace.h"
#include "script/export.h"
#include "text/problem_text.h"

#include <QWidget>

#include <algorithm>
#include <memory>

namespace tidegate::pages {

namespace {

constexpr int mostNamed = 20;

QString reasonWords(cleanup::Kept kept)
{
    switch (kept) {
    case cleanup::Kept::NotChecked:
        return FreshStart::tr("the source could not be asked whether it has its rows still");
    case cleanup::Kept::NotCopiedAgain:
        return FreshStart::tr("a new run would not copy all of its rows again");
    case cleanup::Kept::Shared:
        return FreshStart::tr("rows stood there before, or come from several tables");
    case cleanup::Kept::OfAnother:
        return FreshStart::tr("another migration fills it, too, or has filled it");
    case cleanup::Kept::LeftEarlier:
        return FreshStart::tr("a table that went to it has left the migration earlier, or may have gone to it");
    case cleanup::Kept::Unknown:
        return FreshStart::tr("whether it is the table that was filled is not known");
    case cleanup::Kept::OtherKind:
        return FreshStart::tr("it is a view or a foreign table");
    case cleanup::Kept::PartKept:
        return FreshStart::tr("something below it keeps its rows, or is a foreign table");
    case cleanup::Kept::PartAttached:
        return FreshStart::tr("something below it may have been attached with rows");
    case cleanup::Kept::RootKept:
        return FreshStart::tr("what it is a partition of keeps its rows");
    case cleanup::Kept::OwnColumns:
        return FreshStart::tr("it has columns that the migration does not fill");
    case cleanup::Kept::TriggerActs:
        return FreshStart::tr("a trigger of it would act");
    }
    return {};
}

QString why(const cleanup::Dropped &outcome)
{
    if (outcome.item.table && outcome.item.table->kept)
        return reasonWords(*outcome.item.table->kept);
    return outcome.why ? text::problemText(*outcome.why).inOneLine() : FreshStart::tr("something before it could not be removed");
}

/// One a line, the first few.
QString listed(QStringList lines)
{
    const auto more = static_cast<int>(lines.size()) - mostNamed;
    if (more > 0) {
        lines = lines.mid(0, mostNamed);
        lines << FreshStart::tr("and %n more", nullptr, more);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

bool needsFreshStart(Code code)
{
    switch (code) {
    case Code::SlotMissing:
    case Code::SlotLost:
    case Code::SlotAhead:
    case Code::SlotLetGo:
    case Code::TimelineChanged:
        return true;
    default:
        return false;
    }
}

FreshStart::FreshStart(const frame::PageContext &context, QWidget *asking)
    : QObject(asking), m_context(context), m_asking(asking), m_job(context)
{
}

void FreshStart::setStep(Step step)
{
    m_step = step;
    emit changed();
}

void FreshStart::cancel()
{
    if (isRemoving())
        m_job.requestStop();
    else
        letGo();
}

void FreshStart::letGo()
{
    m_job.letGo();
    ++m_attempt;
    setStep(Step::None);
}

bool FreshStart::isSuccess(const frame::ServersJob::Ending &ending)
{
    if (ending.isSuccess())
        return true;
    setStep(Step::None);
    if (ending.problem)
        emit failed(*ending.problem);
    else
        emit missing(ending.reason);
    return false;
}

void FreshStart::begin()
{
    if (isUnderWay())
        return;
    ++m_attempt;
    const auto &ended = m_context.workspace.run().subscription();
    m_subscription = ended.empty() ? m_context.workspace.subscription() : ended;
    setStep(Step::Looking);
    const auto report = std::make_shared<jobs::CleanupReport>(); // the worker's until it has ended
    m_job.start(
        [report, name = m_subscription](const auto &source, const auto &target, const StopToken &stop, const frame::PageJob::Tell &) {
            *report = jobs::readCleanup(source, target, name, stop, cleanup::Extent::WithRows);
        },
        [this, report](const frame::ServersJob::Ending &ending) {
            if (!isSuccess(ending))
                return;
            const auto &engine = report->inventory.engine;
            auto problem = report->sourceProblem ? report->sourceProblem : report->targetProblem;
            if (engine)
                problem = Problem{Code::AlreadyRunning, {engine->host, engine->role, engine->since}, {}, {}, {}, false};
            if (problem) {
                setStep(Step::None);
                emit failed(*problem);
            } else if (report->inventory.items.empty()) {
                setStep(Step::None);
                emit gone();
            } else if (report->inventory.couldGoOn) {
                setStep(Step::None);
                emit needless();
            } else {
                ask(*report);
            }
        });
}

void FreshStart::ask(const jobs::CleanupReport &report)
{
    QStringList emptied;
    QStringList kept;
    for (const auto &item : report.inventory.items) {
        if (!item.table)
            continue;
        const auto name = QString::fromStdString(item.name);
        if (item.table->kept)
            kept << tr("%1: %2").arg(name, reasonWords(*item.table->kept));
        else
            emptied << name;
    }
    ask::DangerousQuestion question;
    question.title = tr("Start anew");
    question.text = tr("The migration %1 ends, and the rows that it has brought to %n table(s) of the target are removed, so that "
                       "the same plan can be started anew:\n%2",
                       nullptr, static_cast<int>(emptied.size()))
                        .arg(QString::fromStdString(report.inventory.subscription), listed(emptied));
    const auto &inventory = report.inventory;
    if (inventory.foundTimeline != inventory.recordedTimeline)
        question.text += QLatin1Char('\n')
            + tr("The source has another history now: timeline %1, and the rows are of timeline %2. What it lost then is on the target "
                 "alone, and goes with them.")
                  .arg(inventory.foundTimeline)
                  .arg(inventory.recordedTimeline);
    else if (inventory.isSetBack())
        question.text += QLatin1Char('\n')
            + tr("The source was set back: its WAL ends before %1, up to which the target has its changes. What it lost then is on the "
                 "target alone, and goes with them.")
                  .arg(QString::fromStdString(inventory.stored.toString()));
    if (!kept.isEmpty())
        question.text += QLatin1Char('\n') + tr("These keep their rows, and have to be looked at before the start:\n%1").arg(listed(kept));
    question.servers = frame::serverNames(m_context.workspace);
    question.cannotBeUndone = QStringList{tr("All rows that stand in these tables on the target are gone: those of the source until they have been copied again, those "
                                               "that somebody has written there directly for good.")};
    question.sql = QString::fromStdString(script::toSql(report.inventory.asScript()));
    question.verb = tr("&Remove and start anew");
    if (!frame::nameToType(m_context.workspace).isEmpty())
        question.typed = frame::databaseOf(*m_context.workspace.target()); // whose rows they are
    m_context.asker.askDangerous(m_asking, question, [this, attempt = m_attempt, shown = inventory.shown()](bool goOn) {
        if (attempt != m_attempt)
            return;
        if (goOn)
            remove(shown);
        else
            setStep(Step::None);
    });
}

void FreshStart::remove(const cleanup::Shown &shown)
{
    setStep(Step::Removing);
    const auto outcomes = std::make_shared<std::vector<cleanup::Dropped>>();
    cleanup::DropOptions options;
    options.extent = cleanup::Extent::WithRows;
    options.shown = shown;
    m_job.start(
        [this, outcomes, options, name = m_subscription](const auto &source, const auto &target, const StopToken &stop,
                                                         const frame::PageJob::Tell &tell) {
            const auto told = [this, &tell, &outcomes](const cleanup::Dropped &outcome) {
                outcomes->push_back(outcome); // the worker's until it has ended, and whatever ends it
                tell([this, outcome] { note(outcome); });
            };
            jobs::cleanUp(source, target, name, options, told, stop);
        },
        [this, outcomes](const frame::ServersJob::Ending &ending) {
            allowNoRows(*outcomes);
            if (ending.stopped)
                stopped(*outcomes);
            else if (isSuccess(ending))
                removed(*outcomes);
        });
}

void FreshStart::note(const cleanup::Dropped &outcome)
{
    const auto name = QString::fromStdString(outcome.item.name);
    const bool isLeft = outcome.result == cleanup::Result::Left;
    m_context.workspace.log().add(isLeft ? frame::EventLog::Level::Warning : frame::EventLog::Level::Note,
                                  isLeft ? tr("Starting anew left %1: %2").arg(name, why(outcome)) : tr("Starting anew removed %1").arg(name));
}

void FreshStart::allowNoRows(const std::vector<cleanup::Dropped> &outcomes)
{
    auto plan = m_context.workspace.plan().value();
    if (plan.subscription != m_subscription)
        return;
    const auto before = plan.allowNonempty.size();
    for (const auto &outcome : outcomes) {
        if (outcome.item.table && outcome.result == cleanup::Result::Left)
            std::erase(plan.allowNonempty, outcome.item.table->name);
    }
    if (plan.allowNonempty.size() != before)
        m_context.workspace.plan().set(plan);
}

bool FreshStart::takeBackBegun(const std::vector<cleanup::Dropped> &outcomes)
{
    const bool isGone = std::any_of(outcomes.begin(), outcomes.end(), [](const auto &outcome) {
        return outcome.item.kind == cleanup::ItemKind::JournalRows && outcome.result != cleanup::Result::Left;
    });
    if (isGone && m_context.workspace.subscription() == m_subscription)
        m_context.workspace.milestones().set(frame::Milestone::Begun, false);
    return isGone;
}

void FreshStart::removed(const std::vector<cleanup::Dropped> &outcomes)
{
    QStringList stays;
    for (const auto &outcome : outcomes) {
        if (outcome.result == cleanup::Result::Left)
            stays << tr("%1: %2").arg(QString::fromStdString(outcome.item.name), why(outcome));
    }
    const bool isRepeatable = !takeBackBegun(outcomes);
    setStep(Step::None);
    if (stays.isEmpty())
        emit cleared(m_subscription);
    else
        emit left(listed(stays), isRepeatable);
}

void FreshStart::stopped(const std::vector<cleanup::Dropped> &outcomes)
{
    QStringList lines;
    for (const auto &outcome : outcomes) {
        const auto name = QString::fromStdString(outcome.item.name);
        if (outcome.result != cleanup::Result::Left)
            lines << (outcome.item.table ? tr("the rows of %1").arg(name) : name);
    }
    takeBackBegun(outcomes);
    setStep(Step::None);
    emit interrupted(listed(lines));
}

} // namespace tidegate::pages
