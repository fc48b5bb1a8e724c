#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace promo::tests {

// A wire between a program and a PostgreSQL server that can be made to misbehave. Listens on 127.0.0.1.
class TcpProxy {
public:
    enum class Mode {
        pass,
        freeze,             // accepts and keeps what it is sent, answers nothing
        cut,                // ends every connection, refuses new ones
        cut_before_commit,  // ends the connection that says COMMIT, and the server never hears it
        cut_after_commit,   // the server hears COMMIT, the program never hears the answer
    };

    TcpProxy(const std::string& host, const std::string& port);
    ~TcpProxy();

    std::string port() const;
    // Concerns the connections there are and those to come. Done when it returns.
    void set(Mode mode);
    std::uint64_t accepted() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace promo::tests
