// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the cutover page calls a cutover off, and opens a source that one has left closed.

#include "ask/asker.h"
#include "frame/workspace.h"
#include "jobs/command.h"
#include "jobs/connect.h"
#include "pages/cutover/closed_source.h"
#include "pages/cutover/cutover_page.h"
#include "pages/cutover/cutover_progress.h"
#include "pages/cutover/cutover_questions.h"
#include "text/problem_text.h"
#include "widgets/banner.h"

#include <QAction>
#include <QStackedWidget>

#include <memory>

namespace tidegate::pages {

using Level = frame::EventLog::Level;

namespace {

constexpr auto answerWithin = std::chrono::seconds(120); // the source may have to be tried again and again

/// There is, or will be, no cutover that could be called off.
bool tellsThatNoneGoesOn(Code code)
{
    return code == Code::NoCutover || code == Code::AlreadyCutOver;
}

} // namespace

void CutoverPage::askToCallOff()
{
    const auto question = callOffQuestion(m_context.workspace, QString::fromStdString(subscription()));
    m_context.asker.ask(this, question, [this](const QString &answer) {
        if (!answer.isEmpty())
            callOff();
    });
}

void CutoverPage::callOff()
{
    if (m_stack->currentIndex() != Running)
        return; // it ended while the question was asked, and the page tells how
    m_context.workspace.log().add(Level::Note, tr("It was asked to call off the cutover, in this window."));
    m_abort->setEnabled(false);
    if (runsHere()) {
        m_isCallingOff = true;
        m_context.workspace.run().post("abort-cutover", "{}");
        return;
    }
    withLogins([this](const frame::BothLogins &logins) {
        const auto answer = std::make_shared<journal::Answer>();
        // Not a part of m_work, which Stop ends: once asked for, it is heard.
        m_calling.start(
            [answer, logins, name = subscription()](const StopToken &stop, const auto &) {
                const auto target = jobs::connectTarget(logins.target, stop);
                *answer = jobs::abortCutover(*target, name, answerWithin, stop);
            },
            [this, answer](const std::optional<Problem> &problem, bool stopped) {
                if (problem)
                    callOffRefused(text::problemText(*problem).forClipboard(), problem->code);
                else if (!stopped && !answer->ok)
                    callOffRefused(QString::fromStdString(answer->text), jobs::codeOfAnswer(answer->text));
                else if (!m_isCutting)
                    calledOff(QString::fromStdString(answer->text));
                setWorking(m_work.isRunning());
            });
    });
}

/// Of a cutover that this window has not begun; of one that it has, its own answer tells.
void CutoverPage::calledOff(const QString &text)
{
    tell(look::Tone::Done, text);
    m_context.workspace.log().add(Level::Note, text);
    look();
}

void CutoverPage::callOffRefused(const QString &text, Code code)
{
    m_isCallingOff = false;
    m_context.workspace.log().add(Level::Problem, text);
    if (m_isCutting && code == Code::CutoverAborted)
        return; // it is off, and its own answer tells how the source stands
    tell(look::Tone::Attention, text);
    if (m_isCutting && !tellsThatNoneGoesOn(code)) {
        setWorking(true); // it goes on, as far as anybody knows
        return;
    }
    // The cutover that this page believed in is not there: what there is, the next look tells.
    m_work.letGo();
    m_progress->end();
    m_isCutting = false;
    setWorking(false);
    setState(look::Tone::Attention, tr("Not known"));
    look();
}

void CutoverPage::openSource()
{
    const auto question = openSourceQuestion(m_context.workspace, m_closed->sql());
    m_context.asker.askDangerous(this, question, [this](bool goOn) {
        if (!goOn)
            return;
        withLogins([this](const frame::BothLogins &logins) {
            setWorking(true);
            m_work.start(
                [logins, name = subscription()](const StopToken &stop, const auto &) {
                    const auto both = jobs::connectBoth(logins.source, logins.target, stop);
                    jobs::openSource(*both.source, *both.target, name);
                },
                [this](const std::optional<Problem> &problem, bool stopped) {
                    setWorking(false);
                    const auto words = problem ? text::problemText(*problem).forClipboard()
                        : stopped              ? tr("Opening the source was stopped; doing it again is harmless.")
                                               : tr("The source takes writes again.");
                    const auto tone = problem ? look::Tone::Failed : stopped ? look::Tone::Attention : look::Tone::Done;
                    tell(tone, words);
                    m_context.workspace.log().add(problem ? Level::Problem : Level::Note, words);
                    look();
                });
        });
    });
}

} // namespace tidegate::pages
