"""Grants by a second factor after a password, and by a passkey alone."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from blog_api.auth.credentials import Assertion
from blog_api.auth.forms import field, read_assertion
from blog_api.auth.issuing import Granting
from blog_api.auth.passkeys.challenges import (
    FOR_LOG_IN,
    Binding,
    challenge_of_token,
    find_binding,
)
from blog_api.auth.passkeys.proving import challenge_of, prove_by_passkey
from blog_api.auth.queries import find_account_by_id
from blog_api.auth.schemas import Device, TokenOut
from blog_api.auth.second_factor.commands import Proof, hash_token, take_try
from blog_api.auth.second_factor.finishing import finish_login, open_by_passkey
from blog_api.auth.second_factor.proving import Codes, prove
from blog_api.auth.second_factor.queries import find_pending_user
from blog_api.errors import InvalidGrantError
from blog_api.http.rate_limiting import shares_of
from blog_api.rate_limits import LOGIN_FROM_ADDRESS


@dataclass(frozen=True, slots=True)
class FactorGrants(Granting):
    """Grants by a second factor or a passkey; failures give the error of a wrong password."""

    async def by_code(self, mfa_token: str, codes: Codes, device: Device) -> TokenOut:
        """Finish a log-in with a code; every failure gives the error of a wrong password."""

        async def prove_code(user_id: int) -> Proof | None:
            return await prove(self.db, self.data_keys, user_id, codes)

        is_otp = codes.otp is not None
        return await self.finish(hash_token(mfa_token), device, prove_code, is_otp=is_otp)

    async def by_passkey(self, form: Mapping[str, str], device: Device) -> TokenOut:
        """Log in with a passkey alone, or finish the log-in that the challenge belongs to."""
        assertion = read_assertion(field(form, "credential"))
        binding = await self.binding_of(form, assertion)
        if binding.pending_hash is None:
            return await self.by_passkey_alone(assertion, binding, device)

        async def prove_passkey(user_id: int) -> Proof | None:
            shown = await prove_by_passkey(self.db, self.party, assertion, binding)
            return shown.use if shown is not None and shown.user_id == user_id else None

        return await self.finish(binding.pending_hash, device, prove_passkey)

    async def binding_of(self, form: Mapping[str, str], assertion: Assertion) -> Binding:
        """Return the purpose of the challenge; raise InvalidGrantError for another token."""
        if "mfa_token" in form:
            return Binding("second_factor", pending_hash=hash_token(field(form, "mfa_token")))
        challenge = challenge_of_token(field(form, "challenge_token"))
        binding = await find_binding(self.db, challenge)
        if binding is None or challenge != challenge_of(assertion.response.client_data):
            raise InvalidGrantError
        return binding

    async def by_passkey_alone(
        self, assertion: Assertion, binding: Binding, device: Device
    ) -> TokenOut:
        """Log in with a passkey; failures consume only the limit of the address."""
        address = device.ip or ""
        shares = shares_of(LOGIN_FROM_ADDRESS, address)
        await self.rate_limiter.consume_all(self.db, shares)
        shown = None
        if binding == FOR_LOG_IN:
            shown = await prove_by_passkey(self.db, self.party, assertion, binding)
        account = await find_account_by_id(self.db, shown.user_id) if shown else None
        session = None
        if shown is not None and account is not None and account.is_active:
            session = await self.db.write(
                open_by_passkey, self.settings, account, device, shown.use
            )
        if session is None:
            self.report_failure("", account, address)
            raise InvalidGrantError
        await self.guesses.refund(shares)
        self.report_success(session.user_id, address)
        return self.pair(session)

    async def finish(
        self,
        token_hash: bytes,
        device: Device,
        prove_factor: Callable[[int], Awaitable[Proof | None]],
        *,
        is_otp: bool = False,
    ) -> TokenOut:
        """Finish a pending log-in; every failure consumes one of its tries."""
        address = device.ip or ""
        async with self.rate_limiter.lookups:
            user_id = await find_pending_user(self.db, token_hash)
        if user_id is None:
            raise InvalidGrantError
        guess = await self.guesses.begin(user_id, address, is_otp=is_otp)
        if not await self.db.write(take_try, token_hash):
            await self.guesses.refund(guess.shares)
            raise InvalidGrantError
        proof = await prove_factor(user_id)
        session = None
        if proof is not None and guess.account is not None and guess.account.is_active:
            session = await self.db.write(
                finish_login, self.settings, guess.account, device, token_hash, proof
            )
        if session is None:
            self.report_failure("", guess.account, address)
            raise InvalidGrantError
        await self.guesses.reset(guess.shares)
        self.report_success(user_id, address)
        return self.pair(session)
