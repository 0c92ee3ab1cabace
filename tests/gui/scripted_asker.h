// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/asker.h"

#include <QPointer>
#include <QWidget>

#include <deque>

namespace tidegate::tests {

/// Answers from a list, as late as a person would: after the caller is back in its event loop. What was asked is kept.
class ScriptedAsker : public ask::Asker
{
public:
    std::deque<QString> answers; ///< an id, a path, "yes"; empty or none left: Cancel
    std::vector<ask::Question> questions;
    std::vector<ask::Question> told;
    std::vector<ask::DangerousQuestion> dangerous;
    std::vector<ask::FileQuestion> files;

    void ask(QWidget *asking, const ask::Question &question,
             std::function<void(const QString &)> answer) override
    {
        questions.push_back(question);
        later(asking, std::move(answer));
    }
    void tell(QWidget *, const ask::Question &message) override { told.push_back(message); }
    void askDangerous(QWidget *asking, const ask::DangerousQuestion &question,
                      std::function<void(bool)> answer) override
    {
        dangerous.push_back(question);
        later(asking,
              [answer = std::move(answer)](const QString &word) { answer(word == QLatin1String("yes")); });
    }
    void chooseFile(QWidget *asking, const ask::FileQuestion &question,
                    std::function<void(const QString &)> answer) override
    {
        files.push_back(question);
        later(asking, std::move(answer));
    }

private:
    void later(QWidget *asking, std::function<void(const QString &)> answer)
    {
        QString next;
        if (!answers.empty()) {
            next = answers.front();
            answers.pop_front();
        }
        QMetaObject::invokeMethod(
            asking, [answer = std::move(answer), next] { answer(next); }, Qt::QueuedConnection);
    }
};

} // namespace tidegate::tests
