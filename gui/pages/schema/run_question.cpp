// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/run_question.h"

#include "schema/preparation.h"
#include "script/export.h"
#include "settings/saved_connection.h"
#include "widgets/environment_look.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidegate::pages {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::RunQuestion)
public:
    static QString title(ScriptPart part)
    {
        return part == ScriptPart::Before ? tr("Run “before the copy”") : tr("Run “after the copy”");
    }
    static QString text(int statements, const QString &target)
    {
        return tr("%n statement(s) will run on %1.", nullptr, statements).arg(target);
    }
    static QString verb(int statements) { return tr("Run %n statement(s)", nullptr, statements); }
    static ask::ServerName server(const QString &role, const settings::SavedConnection &connection)
    {
        return {role, connection.name, connection.address(), settings::environmentName(connection.environment),
                widgets::hueOf(connection.environment)};
    }
};

bool isLeft(const script::Statement &statement)
{
    return statement.state == script::State::Pending || statement.state == script::State::Failed;
}

bool buildsBesideChanges(const script::Script &script)
{
    const auto &all = script.statements();
    return std::any_of(all.begin(), all.end(), [](const script::Statement &statement) {
        return isLeft(statement) && !statement.transactional && statement.purpose == "create-index";
    });
}

int left(const script::Script &script)
{
    const auto &all = script.statements();
    return static_cast<int>(std::count_if(all.begin(), all.end(), isLeft));
}

} // namespace

std::set<std::size_t> actingOnRows(const script::Script &script)
{
    std::set<std::size_t> rows;
    for (std::size_t at = 0; at < script.size(); ++at) {
        if (isLeft(script.at(at)) && script.at(at).purpose == "create-trigger")
            rows.insert(at);
    }
    return rows;
}

std::set<std::size_t> keysForLater(const RunRequest &request)
{
    std::set<std::size_t> rows;
    for (std::size_t at = 0; request.keysAct && !request.hasCutOver && at < request.script.size(); ++at) {
        if (isLeft(request.script.at(at)) && schema::isForeignKey(request.script.at(at)))
            rows.insert(at);
    }
    return rows;
}

std::set<std::size_t> actingKeys(const RunRequest &request)
{
    return request.hasBegun ? keysForLater(request) : std::set<std::size_t>();
}

std::set<std::size_t> heldBack(const RunRequest &request)
{
    if (request.hasCutOver)
        return {};
    auto rows = actingKeys(request);
    auto later = keysForLater(request);
    later.merge(actingOnRows(request.script));
    if (later.size() < static_cast<std::size_t>(left(request.script)))
        rows.merge(later); // else they are all that is asked for
    return rows;
}

bool takesAwaySomething(const RunRequest &request)
{
    const auto &all = request.script.statements();
    return std::any_of(all.begin(), all.end(),
                       [](const script::Statement &statement) { return isLeft(statement) && statement.destructive; });
}

QString tooEarly(const RunRequest &request)
{
    if (request.part == ScriptPart::Before)
        return {};
    if (request.leftBefore > 0)
        return Words::tr("%n statement(s) of “before the copy” have not run yet.", nullptr, request.leftBefore);
    if (!request.hasCopied)
        return Words::tr("This window has not seen the copy finish. What is made before makes the copy slower, and an "
                         "index being made takes longer beside the changes of its table.");
    const auto &all = request.script.statements();
    const bool validates = std::any_of(all.begin(), all.end(), [](const script::Statement &statement) {
        return isLeft(statement) && schema::isForeignKey(statement);
    });
    if (validates && actingKeys(request).empty() && !request.isInSync)
        return Words::tr("The target is not in sync yet: until then rows may lack those that they refer to, and a foreign key "
                         "then fails. Run again once it is in sync.");
    return {};
}

QString keysLeft(int keys)
{
    return keys == 0 ? QString()
                     : Words::tr("%n foreign key(s) are made after the cutover: the role of the target's connection may not set "
                                 "session_replication_role there, so that they would act on what the stream brings. Once it "
                                 "may, read the definitions again to make them before.",
                                 nullptr, keys);
}

QString keysWords(const RunRequest &request)
{
    const auto keys = static_cast<int>(keysForLater(request).size());
    if (request.hasBegun || keys == 0)
        return keysLeft(keys);
    return Words::tr("%n foreign key(s) belong there after the cutover, if a migration is to begin: the role of the target's connection may "
                     "not set session_replication_role there, so that they would act on what the stream brings.",
                     nullptr, keys);
}

ask::Question runQuestion(const RunRequest &request)
{
    const auto keys = static_cast<int>(actingKeys(request).size());
    const auto count = left(request.script) - keys;
    const auto held = request.hasCutOver ? 0 : static_cast<int>(actingOnRows(request.script).size() + keysForLater(request).size()) - keys;
    ask::Question question;
    question.title = Words::title(request.part);
    question.text = Words::text(count, request.target.name);
    QStringList more{request.target.address(),
                     Words::tr("They are on the page. Each is a transaction of its own; the first that fails ends the "
                               "run, and the next run goes on there.")};
    if (buildsBesideChanges(request.script))
        more << Words::tr("Indexes are built outside of a transaction, so that changes go on meanwhile. One that does not get "
                          "to its end is left invalid; reading the definitions again shows how it is removed.");
    if (const auto early = tooEarly(request); !early.isEmpty())
        more << early;
    if (const auto words = keysWords(request); !words.isEmpty())
        more << words;
    if (held == 0) {
        question.choices = {{QStringLiteral("run"), Words::verb(count), false}};
    } else {
        if (const auto triggers = static_cast<int>(actingOnRows(request.script).size()); triggers > 0)
            more << Words::tr("%n trigger(s) or rule(s) act on rows and belong there after the cutover.", nullptr, triggers);
        if (held < count)
            question.choices.push_back({QStringLiteral("held"), Words::tr("Run %n without them", nullptr, count - held), false});
        question.choices.push_back({QStringLiteral("all"), Words::tr("Run all %n", nullptr, count), false});
    }
    question.more = more.join(QStringLiteral("\n\n"));
    return question;
}

ask::DangerousQuestion dangerousRunQuestion(const RunRequest &request)
{
    const auto held = heldBack(request);
    script::Script some;
    QStringList lost;
    for (std::size_t at = 0; at < request.script.size(); ++at) {
        const auto &statement = request.script.at(at);
        if (!isLeft(statement) || held.count(at))
            continue;
        some.add(statement);
        if (statement.destructive)
            lost << QString::fromStdString(statement.id);
    }
    ask::DangerousQuestion question;
    question.title = Words::title(request.part);
    question.text = Words::text(left(some), request.target.name);
    if (const auto keys = keysWords(request); !keys.isEmpty())
        question.text += QLatin1Char(' ') + keys;
    question.servers = {Words::server(Words::tr("Source"), request.source),
                        Words::server(Words::tr("Target"), request.target)};
    question.cannotBeUndone << Words::tr("As you have edited them, these take something away: %1.")
                                   .arg(lost.join(QStringLiteral(", ")));
    if (const auto early = tooEarly(request); !early.isEmpty())
        question.cannotBeUndone << early;
    question.sql = QString::fromStdString(script::toSql(some));
    question.verb = Words::verb(left(some));
    if (request.target.environment == settings::Environment::Production) {
        const auto database = QString::fromStdString(request.target.endpoint().value("dbname"));
        question.typed = database.isEmpty() ? request.target.name : database;
    }
    return question;
}

} // namespace tidegate::pages
