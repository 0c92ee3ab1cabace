// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the cutover page does, besides looking: sequences, and the cutover itself.

#include "ask/asker.h"
#include "frame/workspace.h"
#include "jobs/command.h"
#include "jobs/connect.h"
#include "jobs/sequences_job.h"
#include "pages/cutover/cutover_page.h"
#include "pages/cutover/cutover_progress.h"
#include "pages/cutover/cutover_questions.h"
#include "pages/cutover/sequences_panel.h"
#include "pages/cutover/stop_writes_choice.h"
#include "text/problem_text.h"
#include "widgets/banner.h"

#include <QStackedWidget>
#include <QTabWidget>

#include <memory>

namespace tidegate::pages {

using Level = frame::EventLog::Level;

void CutoverPage::lookAtSequences()
{
    m_tabs->setCurrentWidget(m_sequences);
    withLogins([this](const frame::BothLogins &logins) {
        setWorking(true);
        const auto rows = std::make_shared<std::vector<sequences::PreviewRow>>();
        m_work.start(
            [rows, logins, name = subscription()](const StopToken &stop, const auto &) {
                const auto both = jobs::connectBoth(logins.source, logins.target, stop);
                *rows = jobs::previewSequences(*both.source, *both.target, name);
            },
            [this, rows](const std::optional<Problem> &problem, bool stopped) {
                setWorking(false);
                if (problem)
                    m_banner->show(look::Tone::Failed, text::problemText(*problem).inOneLine());
                else if (!stopped)
                    m_sequences->show(*rows);
            });
    });
}

void CutoverPage::resetSequences()
{
    const auto question = sequencesQuestion(m_context.workspace, m_sequences->changes(), m_sequences->sql());
    m_context.asker.askDangerous(this, question, [this](bool goOn) {
        if (!goOn)
            return;
        withLogins([this](const frame::BothLogins &logins) {
            setWorking(true);
            const auto outcome = std::make_shared<sequences::Outcome>();
            m_work.start(
                [outcome, logins, name = subscription()](const StopToken &stop, const auto &) {
                    const auto both = jobs::connectBoth(logins.source, logins.target, stop);
                    *outcome = jobs::copySequences(*both.source, *both.target, name);
                    if (const auto *failure = outcome->script.problem())
                        throw ProblemError(*failure);
                },
                [this, outcome](const std::optional<Problem> &problem, bool stopped) {
                    setWorking(false);
                    if (problem) {
                        const auto words = text::problemText(*problem).forClipboard();
                        m_banner->show(look::Tone::Failed, words);
                        m_context.workspace.log().add(Level::Problem, words);
                        return;
                    }
                    const auto words = stopped ? tr("Setting the sequences was stopped; doing it again is harmless.")
                                               : tr("%n sequence(s) set, %1 stood right already.", nullptr, outcome->set)
                                                     .arg(outcome->inPlace);
                    m_banner->show(stopped ? look::Tone::Attention : look::Tone::Done, words);
                    m_context.workspace.log().add(Level::Note, words);
                    lookAtSequences();
                });
        });
    });
}

/// Looks once more, so that what is asked is what stands now.
void CutoverPage::prepareCutover()
{
    withLogins([this](const frame::BothLogins &logins) {
        setWorking(true);
        const auto found = std::make_shared<Seen>();
        const auto script = std::make_shared<script::Script>();
        auto options = readinessOptions();
        options.extensionRows = true;
        m_work.start(
            [found, script, logins, options, name = subscription(), by = m_choice->by()](const StopToken &stop, const auto &) {
                const auto both = jobs::connectBoth(logins.source, logins.target, stop);
                found->outlook = jobs::readCutoverOutlook(*both.source, *both.target, name, options);
                if (found->outlook.status.cutOverAt.empty())
                    *script = jobs::cutoverScript(*both.source, *both.target, name, by, options.sequences);
                else
                    found->after = jobs::lookAfterSwitch(*both.source, *both.target, {});
            },
            [this, found, script](const std::optional<Problem> &problem, bool stopped) {
                setWorking(false);
                if (problem) {
                    lookFailed(*problem);
                } else if (!stopped) {
                    knowRows(found->outlook, true);
                    seen(*found);
                    if (found->outlook.readiness.canCutOver() && m_stack->currentIndex() == Before)
                        askForCutover(*script);
                }
            });
    });
}

void CutoverPage::askForCutover(const script::Script &script)
{
    const auto question =
        cutoverQuestion(m_context.workspace, QString::fromStdString(subscription()), m_choice->by(), script);
    m_context.asker.askDangerous(this, question, [this](bool goOn) {
        if (goOn)
            cutOver();
    });
}

void CutoverPage::showRunning(std::optional<int> limitSeconds)
{
    m_look.letGo();
    m_banner->dismiss();
    m_report.clear();
    m_undone.clear();
    m_isCutting = true;
    m_progress->begin(limitSeconds);
    m_stack->setCurrentIndex(Running);
    setWorking(true);
    setState(look::Tone::Busy, tr("Cutting over…"));
}

void CutoverPage::cutOver()
{
    showRunning(m_choice->limitSeconds());
    m_context.workspace.log().add(Level::Note, tr("The cutover was asked for in this window."));
    if (runsHere())
        m_context.workspace.run().post("cutover", m_choice->json());
    else
        withLogins([this](const frame::BothLogins &logins) { cutOverElsewhere(logins); });
}

void CutoverPage::cutOverElsewhere(const frame::BothLogins &logins)
{
    m_progress->waitForOther();
    const auto answer = std::make_shared<journal::Answer>();
    std::optional<std::chrono::seconds> limit;
    if (const auto seconds = m_choice->limitSeconds())
        limit = std::chrono::seconds(*seconds + 60); // the engine gives up first, and its answer tells why
    m_work.start(
        [answer, logins, limit, name = subscription(), json = m_choice->json()](const StopToken &stop, const auto &) {
            const auto target = jobs::connectTarget(logins.target, stop);
            *answer = jobs::postAndAwait(*target, name, "cutover", json, limit, stop);
        },
        [this, answer](const std::optional<Problem> &problem, bool stopped) {
            if (problem && problem->code == Code::AlreadyCutOver)
                ended({});
            else if (problem)
                failed(text::problemText(*problem).forClipboard(), false);
            else if (stopped)
                failed(tr("Nobody waits for the cutover any more. An engine that has taken it carries it out all the same."), false);
            else if (!answer->ok)
                failed(QString::fromStdString(answer->text));
            else
                ended(QString::fromStdString(answer->text));
        });
}

void CutoverPage::happened(const migration::Event &event)
{
    using Kind = migration::Event::Kind;
    if (event.kind == Kind::CutOver)
        m_report = QString::fromStdString(event.text);
    if (event.step == cutover::Step::Readiness && !m_isCutting && runsHere())
        showRunning({}); // begun by another process, carried out here
    const auto words = QString::fromStdString(event.text).section(QLatin1String(": "), 1); // without the step's name
    if (event.step == cutover::Step::Undoing) {
        m_undone = words;
        if (!m_undone.isEmpty())
            m_undone[0] = m_undone[0].toUpper();
        if (!m_isCutting) { // later, since a server had been lost
            tell(look::Tone::Attention, m_undone);
            look();
        }
    }
    if (event.problem && (m_isCutting || m_isCallingOff) && event.problem->code == Code::NoCutover)
        callOffRefused(text::problemText(*event.problem).forClipboard(), event.problem->code);
    if (event.step)
        m_progress->step(*event.step, words);
    if (!m_isCutting)
        return;
    if (event.problem && runsHere() && event.table.empty() && (event.kind == Kind::Problem || event.kind == Kind::Retrying))
        failed(text::problemText(*event.problem).forClipboard(), event.problem->code != Code::CommitInDoubt);
}

void CutoverPage::ended(const QString &report)
{
    m_progress->end();
    m_banner->dismiss(); // of an earlier attempt, or of the doubt whether this was recorded
    m_isCutting = false;
    m_isCallingOff = false;
    m_report = report;
    m_writes = {};
    m_context.workspace.milestones().set(frame::Milestone::CutOver, true);
    setWorking(false);
    setState(look::Tone::Done, tr("Cut over"));
    look(); // for the journal's word on who and when
}

void CutoverPage::failed(const QString &text, bool surelyNotCutOver)
{
    const auto words = m_undone.isEmpty() ? text : text + QLatin1Char('\n') + m_undone;
    m_progress->end();
    m_isCutting = false;
    m_isCallingOff = false;
    m_stack->setCurrentIndex(m_seen ? Before : Empty);
    setWorking(false);
    if (surelyNotCutOver)
        setState(look::Tone::Failed, tr("Not cut over"));
    else
        setState(look::Tone::Attention, tr("Not known"));
    tell(look::Tone::Failed, words);
    m_context.workspace.log().add(Level::Problem, words);
    look(); // how the source stands now
}

} // namespace tidegate::pages
