#pragma once

#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>

#include "db/database.hpp"
#include "db/sqlite/handle.hpp"
#include "db/transaction.hpp"

namespace promo::db::sqlite {

class Hub;

// One connection with its statements.
class SqliteSession final : public Session {
public:
    SqliteSession(Handle handle, std::chrono::milliseconds statement_deadline, Hub& hub);
    ~SqliteSession() override;

    void begin(const Begin& begin) override;
    void commit() override;
    void rollback() noexcept override;
    bool usable() const override { return usable_; }

    std::unique_ptr<Rows> execute(const Sql& sql, std::span<const Value> values) override;
    Engine engine() const override { return Engine::sqlite; }
    void notify(std::string_view channel, std::string_view payload) override;

    sqlite3* handle() { return handle_.get(); }

private:
    struct Cached {
        Statement statement;
        std::size_t parameters = 0;
        std::vector<std::size_t> slots;  // of SQLite's parameter i + 1, the position in the values
        std::shared_ptr<std::vector<std::string>> names;
    };

    Cached& prepare(const Sql& sql);
    void bind(const Sql& sql, Cached& cached, std::span<const Value> values);
    std::unique_ptr<Rows> collect(const Sql& sql, Cached& cached);
    void start_clock();
    static int out_of_time(void* self);

    Handle handle_;
    const std::chrono::milliseconds statement_deadline_;
    Hub& hub_;
    std::chrono::steady_clock::time_point deadline_;
    std::unordered_map<std::string, Cached> cache_;
    std::vector<Notification> pending_;
    bool read_only_ = false;
    bool usable_ = true;
};

}  // namespace promo::db::sqlite
