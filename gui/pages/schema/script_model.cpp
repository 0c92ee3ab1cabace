// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/script_model.h"

#include "pages/schema/statement_text.h"
#include "schema/decisions.h"
#include "schema/definition_parts.h"

namespace tidegate::pages {

using script::Script;

template <typename Change>
void ScriptModel::change(int row, Change change)
{
    const auto at = static_cast<std::size_t>(row);
    --m_counts[static_cast<std::size_t>(m_script.at(at).state)];
    change(m_script, at);
    ++m_counts[static_cast<std::size_t>(m_script.at(at).state)];
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    emit changed();
}

void ScriptModel::setScript(const Script &script)
{
    beginResetModel();
    m_script = script;
    m_counts = {};
    for (const auto &statement : m_script.statements())
        ++m_counts[static_cast<std::size_t>(statement.state)];
    endResetModel();
    emit changed();
}

int ScriptModel::left() const
{
    return count(script::State::Pending) + count(script::State::Running) + count(script::State::Failed);
}

int ScriptModel::firstFailed() const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row).state == script::State::Failed)
            return row;
    }
    return -1;
}

bool ScriptModel::mayChange(int row) const
{
    return !m_isLocked && at(row).state != script::State::Done && at(row).state != script::State::Running;
}

void ScriptModel::edit(int row, const QString &sql)
{
    const auto text = sql.toStdString();
    if (!mayChange(row) || text == at(row).sql)
        return;
    change(row, [&text](Script &script, std::size_t at) { script.edit(at, text, schema::takesAway(text)); });
    for (const auto also : schema::followEdits(m_script)) {
        const int at = static_cast<int>(also);
        emit dataChanged(index(at, 0), index(at, ColumnCount - 1));
    }
    emit decided(row);
}

void ScriptModel::takeEditBack(int row)
{
    if (at(row).original)
        edit(row, QString::fromStdString(at(row).original->sql));
}

void ScriptModel::refuse(int row)
{
    if (!mayChange(row))
        return;
    leaveOut(row);
    emit decided(row);
}

void ScriptModel::restore(int row)
{
    if (!mayChange(row))
        return;
    change(row, [](Script &script, std::size_t at) { script.restore(at); });
    emit decided(row);
}

void ScriptModel::leaveOut(int row)
{
    change(row, [](Script &script, std::size_t at) { script.skip(at); });
}

void ScriptModel::setState(int row, script::State state, const std::optional<Problem> &problem)
{
    change(row, [&](Script &script, std::size_t at) { script.setState(at, state, problem); });
}

int ScriptModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_script.size());
}

int ScriptModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ScriptModel::words(const script::Statement &statement, int column) const
{
    switch (column) {
    case State:
        return stateWord(statement);
    case Kind:
        return kindWord(statement);
    case Object:
        return QString::fromStdString(statement.object);
    case Table:
        return QString::fromStdString(statement.table);
    default:
        return {};
    }
}

QVariant ScriptModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &statement = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return words(statement, index.column());
    case Qt::ToolTipRole: {
        const auto reason = index.column() == State ? stateReason(statement) : QString();
        return reason.isEmpty() ? words(statement, index.column()) : reason;
    }
    case Qt::DecorationRole:
        return index.column() == State ? QVariant(look::icon(stateTone(statement))) : QVariant();
    default:
        return {};
    }
}

QVariant ScriptModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Vertical)
        return section + 1;
    switch (section) {
    case State:
        return tr("State");
    case Kind:
        return tr("Makes");
    case Object:
        return tr("Object");
    case Table:
        return tr("Of the table");
    default:
        return {};
    }
}

} // namespace tidegate::pages
