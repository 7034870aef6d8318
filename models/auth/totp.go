package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"image"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"bihuan/models/db"
)

const (
	totpPeriod    = 30
	totpDigits    = 6
	secretBytes   = 20
	recoveryCount = 10
	recoveryBytes = 10
)

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

func newSecret() string {
	raw := make([]byte, secretBytes)
	_, _ = rand.Read(raw)
	return b32.EncodeToString(raw)
}

// totpURL is what an authenticator application reads from the picture.
func totpURL(secret, number string) string {
	const issuer = "Bihuan"
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+number) + "?" + q.Encode()
}

// Picture is the address of an enrolment as a QR code.
func Picture(address string) (image.Image, error) {
	key, err := otp.NewKeyFromURL(address)
	if err != nil {
		return nil, err
	}
	return key.Image(240, 240)
}

// matchStep gives the time step whose code this is, at most one step off now and later than last; 0 where none.
func matchStep(secret, code string, now time.Time, last int64) int64 {
	step := now.Unix() / totpPeriod
	for _, s := range []int64{step, step - 1, step + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(s*totpPeriod, 0), totp.ValidateOpts{Period: totpPeriod, Digits: totpDigits})
		if err == nil && s > last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return s
		}
	}
	return 0
}

// newRecovery gives codes as a person writes them down, and their hashes.
func newRecovery() (codes, hashes []string) {
	for range recoveryCount {
		raw := make([]byte, recoveryBytes)
		_, _ = rand.Read(raw)
		code := strings.ToLower(b32.EncodeToString(raw))
		codes = append(codes, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
		hashes = append(hashes, hashToken(code))
	}
	return codes, hashes
}

// useCode spends a one-time code or a recovery code of an account; each is good once.
func useCode(tx *db.Tx, account int64, code string) (bool, error) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	a, err := findAccount(tx.DB, "id = ?", account)
	if err != nil || !a.TwoFactor() {
		return false, err
	}
	if len(code) != totpDigits {
		return spendRecovery(tx, account, hashToken(code))
	}
	step := matchStep(a.TotpSecret, code, tx.Now, a.TotpStep)
	if step == 0 {
		return false, nil
	}
	return spendStep(tx, account, step)
}
